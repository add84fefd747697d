"""Promises of casework."""
