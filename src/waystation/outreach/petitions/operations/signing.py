"""Signing: everything is sealed in the request, and answered only when it lies safely on the disk."""

import json
import secrets
from datetime import date, datetime
from itertools import combinations

from waystation.foundation.kernel.errors import Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions.access import TOKEN_BYTES, ref_of_token
from waystation.outreach.petitions.operations import booths, posting
from waystation.outreach.petitions.operations.arrivals import Arrival, write_arrivals
from waystation.outreach.petitions.operations.booths import Booth
from waystation.outreach.petitions.operations.together import Together
from waystation.outreach.petitions.queries import DETAILS
from waystation.outreach.petitions.rules import contacts, leaves, machine, signing

NOT_OPEN = _("This petition cannot be signed at present.")

_GROUP_BYTES = 8
_quoted = json.encoder.encode_basestring  # as JSON with ensure_ascii=False
_CONSENTS = {
    chosen: json.dumps(chosen, separators=(",", ":"))
    for number in range(len(signing.CONSENTS) + 1)
    for chosen in combinations(signing.CONSENTS, number)
}


def sign(*, petition: str, typed: signing.Typed, language: str, at: datetime, suspicion: int = 0) -> None:
    """Take a signature; it counts once its mailed link was confirmed. Anybody may.

    Returns when it lies on the disk. A second signature from the same mailbox looks the same from here: only the mail
    says so. Nothing is known afterwards of the address, the browser or the hour.

    :raises NotHere: no such petition.
    :raises Refused: it is not open.
    """
    bring_arrival(seal_arrival(petition=petition, typed=typed, language=language, at=at, suspicion=suspicion))


def seal_arrival(
    *, petition: str, typed: signing.Typed, language: str, at: datetime, suspicion: int = 0
) -> Arrival:
    """Seal a signature without writing it, for the lanes: they write it by one of the two calls below. Anybody may.

    :raises NotHere: no such petition.
    :raises Refused: it is not open.
    """
    own = booths.is_own()
    booth = booths.booth_of(petition, own=own)
    if booth.state not in machine.SIGNABLE:
        raise Refused(NOT_OPEN)
    try:
        return _sealed(booth, typed, language, at, suspicion, own=own)
    except vault.KeysMissing as exc:  # closed and settled this very moment, or opened and not linked yet
        raise Refused(NOT_OPEN) from exc


def bring_arrival(arrival: Arrival) -> None:
    """Write a sealed signature together with those that other threads bring; return when it lies on the disk."""
    _writer.bring(arrival)


def _sealed(
    booth: Booth, typed: signing.Typed, language: str, at: datetime, suspicion: int, *, own: bool
) -> Arrival:
    contact = typed.canonical
    token = token_of(booth.petition, contact)
    salt = secrets.token_bytes(leaves.SALT_BYTES) if booth.is_dangerous else leaves.salt_from(token)
    details = _details(typed, language, at.date(), salt)
    strand, sealed = booths.seal(DETAILS, booth.key, details, own=own)
    mail = f"{typed.contact}\n{token.hex()}\n{language}\n{posting.NEWS if typed.wants_news else ''}".encode()
    mail_strand, mail_sealed = booths.seal(booths.MAILS, booths.mailer(own=own), mail, own=own)
    domain = contacts.group_of(typed.domain)
    return Arrival(
        ref=ref_of_token(token),
        petition=booth.petition,
        language=language,
        country=typed.country,
        suspicion=suspicion or (signing.DISPOSABLE if contacts.is_disposable(typed.domain) else signing.NONE),
        group=_group(booth, domain) if domain else None,
        committed=leaves.commitment(salt, booth.text, contact),
        strand=strand,
        sealed=sealed,
        mail_strand=mail_strand,
        mail=mail_sealed,
        at=at,
    )


def _group(booth: Booth, domain: str) -> bytes:
    return vault.mortal_tag(booth.key_name, b"domain", domain.encode())[:_GROUP_BYTES]


def _details(typed: signing.Typed, language: str, on: date, salt: bytes) -> bytes:
    """Spell the details as JSON, by hand: an encoder made anew for each signature costs more than it writes."""
    return (
        f'{{"name":{_quoted(typed.name)},"contact":{_quoted(typed.contact)},"country":"{typed.country}",'
        f'"place":{_quoted(typed.place)},"comment":{_quoted(typed.comment)},'
        f'"consents":{_CONSENTS[typed.consents]},"wording":"{signing.CONSENT_WORDING}",'
        f'"language":"{language}","signed_on":"{on.isoformat()}","salt":"{salt.hex()}"}}'
    ).encode()


def token_of(petition: str, contact: str) -> bytes:
    """Return the secret of a mailed link: made anew from the canonical contact as long as the petition's key lives.

    :raises vault.KeysMissing: it was destroyed.
    """
    return vault.mortal_tag(booths.tag_key_of(petition), b"link", contact.encode())[:TOKEN_BYTES]


_writer = Together[Arrival, None](write_arrivals)
