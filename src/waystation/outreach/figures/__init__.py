"""Published numbers and their history: what the public page shows, never computed from anybody's case.

Owns: publications, figures, their charts.
Knows: vault, outbox.
"""
