"""The cast and their props: what tests, the demonstration and the pictures have in common.

Owns: clients of both doors for tests.
Knows: every room, through its api.
"""
