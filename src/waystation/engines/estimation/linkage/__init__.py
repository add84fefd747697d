"""Linking lists: which records of several lists are one person, how sure that is, and what follows for the estimate."""
