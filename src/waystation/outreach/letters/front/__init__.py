"""The letters room's front: find those who decide, write to them or call them, see where they stand."""
