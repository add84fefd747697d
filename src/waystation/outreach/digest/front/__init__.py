"""The digest's pages for everyone."""
