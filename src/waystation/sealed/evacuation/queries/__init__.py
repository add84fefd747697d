"""Reads of evacuation: what is handed out are cards."""
