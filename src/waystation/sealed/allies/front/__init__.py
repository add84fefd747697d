"""The front door of the room: offering help, the twelve words, the messages. Works without scripts.

As at the front of intake no form carries a token (decision 8): before the words there is no authority to steal, and
afterwards the cookie is SameSite=Strict and dropped from posts of other sites (T-14).
"""
