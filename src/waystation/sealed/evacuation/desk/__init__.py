"""The desk's pages of evacuation."""
