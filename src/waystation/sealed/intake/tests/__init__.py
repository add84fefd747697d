"""Promises of the intake room."""
