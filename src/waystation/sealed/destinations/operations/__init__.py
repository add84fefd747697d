"""Deeds of destinations."""
