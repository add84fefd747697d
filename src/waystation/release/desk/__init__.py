"""The release room's pages at the desk."""
