"""Promises of the figures room."""
