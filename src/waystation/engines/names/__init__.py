"""One person, many spellings: names compared and searched across alphabets, spelling habits, layouts and slips.

Owns: the sounds of letters, the lists of given names and close surnames, the score of a match and its reasons.
Knows: nothing.
"""
