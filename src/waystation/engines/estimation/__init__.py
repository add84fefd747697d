"""How many are on nobody's list: estimating those whom none of them has.

Owns: capture tables, log-linear models with their tests, graphs and latent classes, the verdict.
Knows: nothing.
"""
