"""Views, one file for each part of the way."""
