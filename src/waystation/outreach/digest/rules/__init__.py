"""Pure decisions of the digest room: its machines, what may be written, how Markdown becomes a safe page."""
