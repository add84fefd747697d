"""Pure computation: plain values in, plain values out. No Django, no database, no keys, no clock."""
