"""The sealed wing: anything about a person in danger, or about someone who helps one."""
