"""Casework at the desk: lists, the case's pages, persons, tasks, consent, approvals."""
