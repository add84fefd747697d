"""What would another pathway change: people followed month by month from asking for help to safety and lawful work.

Owns: the simulation of a cohort, its cited parameters, the comparison of two policies, the two-page brief and its charts.
Knows: nothing.
"""
