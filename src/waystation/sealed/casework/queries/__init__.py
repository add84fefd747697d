"""Reads of casework: each returns cards of what the actor holds."""
