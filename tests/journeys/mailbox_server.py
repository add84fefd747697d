"""A real mail server for the journeys, which keeps what it was given."""

import asyncio
import email
from email.policy import default


class Mailbox:
    """What a mail server keeps of what it was given."""

    def __init__(self) -> None:
        self.mails: list[email.message.EmailMessage] = []
        self.pause = 0.0

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802 - its name
        await asyncio.sleep(self.pause)
        self.mails.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 taken"
