"""The deeds of the `waystation` command that concern the whole house."""
