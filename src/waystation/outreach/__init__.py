"""The open wing: nothing here is about a person in danger."""
