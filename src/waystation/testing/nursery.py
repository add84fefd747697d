"""Processes that are started to be killed: forked from one that has loaded the house, each stands in milliseconds.

The module that is to be killed calls :func:`tend` with what its processes can do; the test opens a :class:`Nursery` of it.
"""

import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

SECONDS = 120.0
_DONE, _FAILED = "done\n", "failed\n"


def tend(roles: Mapping[str, Callable[..., None]]) -> None:
    """Fork a process for each line that is read: where it writes what it says, its role, and the role's words.

    Nothing may have been opened before that two processes must not share, a connection to the database above all.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever has died is gone at once
    for line in sys.stdin:
        said, role, *words = line.split()
        child = os.fork()
        if not child:
            _live(Path(said), roles[role], words)
        print(child, flush=True)  # noqa: T201 - this is how the test is told


def _live(said: Path, role: Callable[..., None], words: list[str]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT), sys.stdout.fileno())
    end = _FAILED
    try:
        role(*words)
        end = _DONE
    except BaseException:  # noqa: BLE001 - the test is told of whatever it was
        traceback.print_exc()
    sys.stdout.write(end)
    sys.stdout.flush()
    os._exit(end == _FAILED)


class Child:
    """One process of a nursery."""

    def __init__(self, pid: int, said: Path) -> None:
        self.pid, self._said = pid, said

    def until(self, line: str) -> str:
        """Wait until it has said a line; return everything it said before.

        :raises AssertionError: it failed, or was too slow.
        """
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            said = self._said.read_text() if self._said.exists() else ""
            before, found, _after = said.partition(line)
            if found:
                return before
            if said.endswith(_FAILED):
                break
            time.sleep(0.005)
        raise AssertionError(f"it never said {line}")

    def finish(self) -> str:
        """Let it end by itself; return what it said."""
        return self.until(_DONE)

    def kill(self) -> None:
        """Kill it with SIGKILL, and wait until it is gone."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
            while True:
                os.kill(self.pid, 0)
                time.sleep(0.002)


class Nursery:
    """A process of a module that calls :func:`tend`, from which the test has others forked."""

    def __init__(self, module: str, folder: Path, variables: Mapping[str, str]) -> None:
        self._folder, self._born = folder, 0
        self._process = subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-m", module],
            env=dict(variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, role: str, *words: object) -> Child:
        """Have a process forked that plays a role."""
        self._born += 1
        said = self._folder / f"said-{self._born}"
        told, heard = self._process.stdin, self._process.stdout
        if told is None or heard is None:
            raise RuntimeError("nobody listens")
        told.write(" ".join(map(str, (said, role, *words))) + "\n")
        told.flush()
        return Child(int(heard.readline()), said)

    def __enter__(self) -> Self:
        """Open it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it; its processes are the test's to end."""
        self._process.communicate(timeout=SECONDS)
