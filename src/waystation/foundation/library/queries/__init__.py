"""Reads of the library, one file for each noun."""
