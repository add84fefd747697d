"""How many are on nobody's list: linking lists, and estimating those whom none of them has.

Owns: capture tables, log-linear models with their tests, graphs and latent classes, the verdict, linkage and its draws.
Knows: names.
"""
