"""Promises of care."""
