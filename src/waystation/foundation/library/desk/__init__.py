"""The library's pages at the desk."""
