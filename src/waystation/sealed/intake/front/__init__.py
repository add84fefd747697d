"""The front door of the room: asking for help, the twelve words, the mailbox. Works on a borrowed phone without scripts.

No form here carries a CSRF token: before the words are entered there is no authority to steal, and afterwards the
cookie is SameSite=Strict and dropped from posts of other sites (T-14). A token would need a cookie on the first
page, and an expired one would refuse a person in danger.
"""
