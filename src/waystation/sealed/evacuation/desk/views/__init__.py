"""Views of evacuation: read the form, one call, redirect or render."""
