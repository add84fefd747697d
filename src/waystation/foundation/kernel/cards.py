"""The base of what rooms hand out: plain frozen values whose printing shows a reference and nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True, repr=False)
class Card:
    """Base of every card: printing it shows its reference only, so that no log ever holds more."""

    ref: str

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.ref}>"
