"""The letters room's desk: write campaigns, have them approved, keep the record of each official."""
