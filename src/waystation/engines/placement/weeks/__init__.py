"""Week by week: whom to offer what today, when more people and more places are still to come."""
