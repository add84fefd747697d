"""The foundation: what every room stands on. It knows nothing of the work above."""
