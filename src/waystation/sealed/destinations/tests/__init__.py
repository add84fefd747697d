"""Promises of destinations."""
