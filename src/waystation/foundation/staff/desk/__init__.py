"""The staff room's pages at the desk."""
