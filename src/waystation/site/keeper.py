"""The parent of the house's processes: starts front, desk and worker, and starts again whichever falls over."""

import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from waystation.site import separation
from waystation.site.serving import EX_CONFIG

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0  # a process that lived this long did not fall over its own feet
GRACE = 15.0
TICK = 0.25


@dataclass
class Child:
    """One process: its name, its command, its variables, and how it has fared."""

    name: str
    command: Sequence[str]
    variables: Mapping[str, str] = field(repr=False)
    process: subprocess.Popen[bytes] | None = None
    begun: float = 0.0
    falls: int = 0
    again_at: float = 0.0

    def start(self) -> None:
        """Start it. Its standard input is a life line: when the parent dies, however it dies, the line ends."""
        self.process = subprocess.Popen(self.command, env=dict(self.variables), stdin=subprocess.PIPE)  # noqa: S603
        self.begun = time.monotonic()

    def look_after(self) -> int | None:
        """Start it again if it fell over, after a pause that grows; return its code when it just fell."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.again_at:
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        self._let_go()
        self.falls = 1 if now - self.begun > STEADY_AFTER else self.falls + 1
        self.again_at = now + min(FIRST_PAUSE * 2.0 ** (self.falls - 1), LONGEST_PAUSE)
        return code

    def tell_to_stop(self) -> None:
        """Pass SIGTERM on."""
        if self.process is not None:
            self.process.terminate()

    def end(self, seconds: float) -> None:
        """Wait for it to finish, and end it if it does not."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, seconds))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._let_go()

    def _let_go(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None


@dataclass(frozen=True)
class Fronts:
    """How the front is served: by how many processes on one port, by which lane and server."""

    processes: int = 1
    words: tuple[str, ...] = ()


def household(
    data: Path,
    listen: Mapping[str, str],
    doors: Sequence[str] = separation.DOORS,
    fronts: Fronts = Fronts(),
) -> list[Child]:
    """Prepare the processes over a data folder: each gets its own secrets and no other's; the front its own keys."""
    inherited = {name: value for name, value in os.environ.items() if name not in separation.VARIABLES}
    known = _secrets(data)
    scratch = data / "scratch"
    scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
    children = []
    for door in doors:
        own = {name: value for name, value in known.items() if separation.VARIABLES[name] == door}
        variables = {
            **inherited,
            **own,
            "WAYSTATION_DATA": str(data),
            "WAYSTATION_DOOR": door,
            "TMPDIR": str(scratch),
        }
        if door == "front":
            variables["WAYSTATION_KEYS"] = str(separation.lay_out_front_keys(data))
            variables["WAYSTATION_FRONTS"] = str(fronts.processes)
        command = [sys.executable, "-m", "waystation.site.serving", door, "--kept"]
        if door in listen:
            command += ["--listen", listen[door]]
        if door == "front":
            command += fronts.words
        number = fronts.processes if door == "front" else 1
        children += [Child(door, command, variables) for _each in range(number)]
    return children


def keep(
    children: Sequence[Child], stop: threading.Event, *, each_tick: Callable[[], object] = lambda: None
) -> int:
    """Keep the processes running until told to stop; return 0, or 78 when one of them refuses its configuration."""
    code = 0
    while not stop.is_set() and not code:
        each_tick()
        for child in children:
            fell = child.look_after()
            if fell == EX_CONFIG:
                code = EX_CONFIG
            elif fell is not None:
                sys.stderr.write(f"{child.name} ended with {fell}; starting it again\n")
        stop.wait(TICK)
    for child in children:
        child.tell_to_stop()
    end = time.monotonic() + GRACE
    for child in children:
        child.end(end - time.monotonic())
    return code


def keep_house(
    data: Path,
    listen: Mapping[str, str],
    stop: threading.Event,
    fronts: Fronts = Fronts(),
) -> int:
    """Run front, desk and worker over a data folder until told to stop; return the exit code."""
    data = data.resolve()
    # The front's links follow when an epoch's key is made or destroyed.
    return keep(
        household(data, listen, fronts=fronts), stop, each_tick=lambda: separation.lay_out_front_keys(data)
    )


def _secrets(data: Path) -> dict[str, str]:
    found = {
        "WAYSTATION_DESK_KEY": _desk_key(data / "keys"),
        "WAYSTATION_SMTP": os.environ.get("WAYSTATION_SMTP", ""),
    }
    return {name: value for name, value in found.items() if value}


def _desk_key(keys: Path) -> str:
    """Return the desk's own key; where it was deleted, which ends every session, a new one is made."""
    path = keys / "desk.key"
    if not keys.is_dir():
        return ""
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text().strip()
