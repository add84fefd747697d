"""Reading destinations."""
