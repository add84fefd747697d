"""Reads of the digest room: the public pages, the desk, the mail edition."""
