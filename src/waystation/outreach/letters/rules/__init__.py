"""Pure decisions of the letters room: its machines, what may be shown, what a letter says, where a place lies."""
