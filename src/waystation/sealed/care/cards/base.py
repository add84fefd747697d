"""The base of every card: printing it shows its reference only, so that no log ever holds more."""


class Card:
    """A plain value handed out by the room."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {getattr(self, 'ref', '')}>"
