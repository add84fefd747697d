"""Views of casework: read the form, one call of the api, redirect or render."""
