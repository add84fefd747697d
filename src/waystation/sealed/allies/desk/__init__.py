"""The desk of the room: those who vet, and those who look for a helper."""
