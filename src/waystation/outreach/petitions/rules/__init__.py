"""Pure decisions of the petitions room: its machine, contacts, what the log says, what may be shown."""
