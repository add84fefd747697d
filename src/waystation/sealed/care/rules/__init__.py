"""Pure decisions of the room: nights as clear days, and the machines of houses, stays, help and money."""
