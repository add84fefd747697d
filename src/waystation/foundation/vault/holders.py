"""Making key pairs, handing them on, rotating them, and sealing small things to a line."""

from collections.abc import Iterable

from django.db import connection, transaction

from waystation.foundation.kernel import saving
from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.kernel.references import new_ref
from waystation.foundation.vault import boxes, keystore, pins, primitives
from waystation.foundation.vault.models import Grant, Holder, KeyWrap, Section
from waystation.foundation.vault.ring import NotGranted, Ring, key_wrap_context

PERSON, TEAM, RECEIPT, RECOVERY, AUDITORS, MAILER = (
    "person",
    "team",
    "receipt",
    "recovery",
    "auditors",
    "mailer",
)

_EVERY = "SELECT * FROM vault_holder"
_RECEIVING = f"{_EVERY} WHERE NOT is_retired"
_NEWEST = Prepared(
    lambda line: Holder.objects.filter(line=line, is_retired=False).order_by("-generation")[:1]
)
_HELD_BY = Prepared(
    lambda holder: (
        KeyWrap.objects.filter(subject=holder).exclude(keeper__kind=RECOVERY).select_related("keeper")
    )
)


class NoSuchLine(Exception):
    """Nobody by this lasting name can receive anything."""


def create_holder(
    kind: str, *, pair: primitives.KeyPair | None = None, line: str | None = None, generation: int = 1
) -> tuple[Holder, primitives.KeyPair]:
    """Create a key pair's public record and return it with the pair; the private half is stored nowhere."""
    made = pair or primitives.new_key_pair()
    holder = Holder(line=line or new_ref(), kind=kind, generation=generation, public=made.public)
    pins.pin(holder)
    saving.insert([holder])
    return holder, made


def retire(holder: Holder) -> None:
    """Have a generation of a key pair receive nothing new."""
    holder.is_retired = True
    pins.pin(holder)
    holder.save(update_fields=["is_retired", "pin"])


def key_rows(*lines: str) -> list[Holder]:
    """Return the public records of lines, every generation, for the ledger to name; of all lines when none is given."""
    if not lines:
        return list(Holder.objects.order_by("line", "generation"))
    places = ", ".join(["%s"] * len(lines))
    return list(Holder.objects.raw(f"{_EVERY} WHERE line IN ({places}) ORDER BY line, generation", lines))


def newest(line: str) -> Holder:
    """Return the generation of a line that receives now.

    :raises NoSuchLine: there is none.
    :raises pins.KeySwapped: its key is not the one this house made.
    """
    for found in _NEWEST(line=line):
        return pins.check(found)
    raise NoSuchLine


def newest_of(lines: Iterable[str], *, with_recovery: bool = False) -> list[Holder]:
    """Return the generation of each line that receives now, and recovery's where it is wanted, with one query.

    Inside a transaction they go on receiving until it ends: a key that is turned meanwhile waits for us.

    :raises NoSuchLine: one of them has none.
    :raises pins.KeySwapped: the key of one is not the one this house made.
    """
    wanted = set(lines)
    lines = ", ".join(["%s"] * len(wanted)) or "NULL"
    while True:
        rows = Holder.objects.raw(
            f"{_RECEIVING} AND (line IN ({lines}) OR kind = %s) ORDER BY generation",
            [*wanted, RECOVERY if with_recovery else ""],
        )
        found = {holder.line: pins.check(holder) for holder in rows}
        if wanted - set(found):
            raise NoSuchLine
        if _go_on_receiving(found.values()):
            return list(found.values())


def genuine(lines: Iterable[str]) -> set[str]:
    """Return those of these lines whose key is the one this house made, for a deed that cannot wait for the others."""
    wanted = list(lines)
    marks = ", ".join(["%s"] * len(wanted)) or "NULL"
    rows = list(Holder.objects.raw(f"{_RECEIVING} AND line IN ({marks})", wanted))
    return {holder.line for holder in rows} - {holder.line for holder in rows if not pins.is_pinned(holder)}


def _go_on_receiving(found: Iterable[Holder]) -> bool:
    """Keep these key pairs from being turned until the transaction ends; say whether none was turned just now.

    What is sealed to a key while it is destroyed would be lost to everyone but recovery. On SQLite, where one writes at
    a time, this cannot happen; PostgreSQL's lightest lock lets any number seal at once.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        refs = [holder.ref for holder in found]
        cursor.execute(
            "SELECT is_retired FROM vault_holder WHERE ref = ANY(%s) ORDER BY ref FOR KEY SHARE", [refs]
        )
        return not any(is_retired for (is_retired,) in cursor.fetchall())


def await_sealers(line: str) -> None:
    """Wait for whoever is sealing to a line, and keep others waiting until this transaction ends.

    Called before what a line can open is listed, in order to hand it on and destroy the old key.
    """
    list(Holder.objects.select_for_update().filter(line=line))


def line_of_kind(kind: str) -> str | None:
    """Return the one line of a kind that exists once in an installation (recovery, auditors, mailer)."""
    found = Holder.objects.filter(kind=kind, is_retired=False).order_by("pk").first()
    return pins.check(found).line if found else None


def adopt_mailer() -> Holder:
    """Make the mailer's public record from the key in the keys folder, so that addresses can be sealed to it."""
    pair = primitives.key_pair_from(keystore.read(keystore.MAILER))
    return create_holder(MAILER, pair=pair)[0]


def hand_key(private: bytes, subject: Holder, to: Holder) -> None:
    """Seal one key pair's private half to another key pair."""
    sealed = primitives.wrap(bytes(to.public), private, key_wrap_context(subject.ref, to.ref))
    wrap = KeyWrap.objects.filter(subject=subject, keeper=to).first() or KeyWrap(subject=subject, keeper=to)
    wrap.sealed = sealed
    pins.pin(wrap)
    wrap.save()


def join(ring: Ring, *, team: str, member: str) -> None:
    """Hand the team's key, which the ring must hold, to a member.

    :raises NotGranted: the ring does not hold the team's key.
    """
    subject = newest(team)
    hand_key(ring.private_of(subject.ref), subject, newest(member))


def members(team: str) -> list[str]:
    """List the lines of the people who hold the team's current key; recovery, which always does, is left out.

    A row that says so and was not written by this house counts for nothing: the next key is not handed to it (T-33).
    """
    return [wrap.keeper.line for wrap in _HELD_BY(holder=newest(team).ref) if pins.is_pinned(wrap)]


def recovery_lines() -> list[str]:
    """Return the recovery line as a list, empty before it is made."""
    found = line_of_kind(RECOVERY)
    return [found] if found else []


def create_team(members_lines: Iterable[str], *, kind: str = TEAM) -> Holder:
    """Create a team's key pair, handed to its first members and to recovery."""
    team, pair = create_holder(kind)
    for member in [*members_lines, *recovery_lines()]:
        hand_key(pair.private, team, newest(member))
    return team


def take_keys_back(member: str, *, team: str | None = None) -> list[str]:
    """Remove every team key handed to a member (or one team's) and return the lines of those teams.

    The member may have kept a copy: rotate the lines and mark their sections stale as well.
    """
    found = KeyWrap.objects.filter(keeper__line=member)
    if team is not None:
        found = found.filter(subject__line=team)
    lines = sorted(set(found.values_list("subject__line", flat=True)))
    found.delete()
    return lines


def vouch(ring: Ring, line: str, *, purpose: str, about: str, member: str) -> bytes:
    """Seal, with a team's own key, that a member's present key pair is meant: whoever writes rows cannot make this.

    :raises NotGranted: the ring does not hold the team's key.
    """
    private = ring.private_of(newest(line).ref)
    return boxes.close_box(private, bytes(newest(member).public), purpose=purpose, about=about)


def is_vouched(ring: Ring, line: str, sealed: bytes, *, purpose: str, about: str, member: str) -> bool:
    """Say whether somebody with the team's key (any generation the ring holds) vouched for this very key pair."""
    for holder in ring.holders_of(line):
        try:
            found = boxes.open_box(ring.private_of(holder), sealed, purpose=purpose, about=about)
        except primitives.Unopenable:
            continue
        return primitives.same(found, bytes(newest(member).public))
    return False


@transaction.atomic
def close_line(line: str) -> None:
    """Take every grant from a person's line: what they held by name is sealed anew before it is next written."""
    held = Grant.objects.filter(line=line)
    Section.objects.filter(ref__in=held.values("section")).update(is_stale=True)
    held.delete()


@transaction.atomic
def rotate_line(ring: Ring, *, line: str, without: Iterable[str] = (), keep_old: bool = True) -> Holder:
    """Give a team a new key pair, handed to its members except those in ``without``.

    With ``keep_old`` the members that stay keep the old private key, so that what was sealed to it stays readable;
    without it nobody but recovery can open what only the old key opened (the intake key's schedule).

    :raises NotGranted: the ring is not a member.
    """
    old = newest(line)
    ring.private_of(old.ref)
    leaving = set(without)
    staying = [member for member in members(line) if member not in leaving]
    new, pair = create_holder(old.kind, line=line, generation=old.generation + 1)
    for member in [*staying, *recovery_lines()]:
        hand_key(pair.private, new, newest(member))
    retire(old)
    gone = KeyWrap.objects.filter(subject__line=line).exclude(subject=new).exclude(keeper__kind=RECOVERY)
    if keep_old:
        gone = gone.filter(keeper__line__in=leaving)
    gone.delete()
    ring.forget_lines()
    return new


def seal_to_line(line: str, data: bytes, *, purpose: str, about: str) -> bytes:
    """Seal a small thing to the newest key pair of a line, bound to a purpose and to what it is about.

    :raises NoSuchLine: nobody by that name.
    """
    holder = newest(line)
    place = primitives.context(purpose, keystore.installation(), about, holder.ref)
    return holder.ref.encode() + primitives.wrap(bytes(holder.public), data, place)


def open_from_line(ring: Ring, blob: bytes, *, purpose: str, about: str) -> bytes:
    """Open what was sealed to one of the ring's lines.

    :raises NotGranted: the ring does not hold that key pair.
    :raises primitives.Unopenable: altered, or made for another purpose.
    """
    private, sealed, place = _addressed(ring, blob, purpose, about)
    return primitives.unwrap(private, sealed, place)


def _addressed(ring: Ring, blob: bytes, purpose: str, about: str) -> tuple[bytes, bytes, bytes]:
    try:
        holder = blob[:REF_BYTES].decode("ascii")
    except UnicodeDecodeError as exc:
        raise NotGranted from exc
    place = primitives.context(purpose, keystore.installation(), about, holder)
    return ring.private_of(holder), blob[REF_BYTES:], place


REF_BYTES = len(new_ref())


def open_for_mailer(blob: bytes, *, purpose: str, about: str) -> bytes:
    """Open an address sealed to the mailer, whose key only the worker's process can read."""
    private = keystore.read(keystore.MAILER)
    holder = Holder.objects.filter(kind=MAILER, is_retired=False).order_by("-generation").first()
    if holder is None:
        raise NoSuchLine
    return open_from_line(Ring(holder.ref, private), blob, purpose=purpose, about=about)
