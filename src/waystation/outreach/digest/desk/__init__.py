"""The digest's pages at the desk."""
