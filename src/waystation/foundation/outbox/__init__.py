"""Jobs and mail written with the business change and carried out after its commit, surviving a kill at any point.

Owns: the table of jobs and its worker, recurring jobs, notices by mail and how they leave.
Knows: vault.
"""
