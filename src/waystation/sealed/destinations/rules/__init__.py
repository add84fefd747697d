"""Pure decisions of destinations."""
