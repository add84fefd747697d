"""The front's part of evacuation: one form on the page of messages."""
