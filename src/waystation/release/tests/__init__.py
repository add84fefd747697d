"""Promises of the release room."""
