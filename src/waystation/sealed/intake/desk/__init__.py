"""The desk of the room."""
