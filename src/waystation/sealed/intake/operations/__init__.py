"""Deeds of the room, one file for each part of a request's life."""
