"""Deeds of evacuation, one function each."""
