"""Promises of the staff room."""
