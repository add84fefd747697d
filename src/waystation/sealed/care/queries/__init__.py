"""Reads of the room: cards from what the reader's ring opens, and nothing from the rest."""
