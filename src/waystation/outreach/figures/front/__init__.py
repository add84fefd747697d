"""The figures room's pages for everyone."""
