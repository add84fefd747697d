"""Views: read the form, one call to the api, redirect or render."""
