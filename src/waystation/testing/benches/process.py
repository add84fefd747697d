"""A process of the house under measurement: started as the keeper starts it, its processor time from ``/proc``."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

SECONDS_TO_START = 60.0
_LISTENS = "0A"  # as the kernel writes it
_TICKS = os.sysconf("SC_CLK_TCK")


class Process:
    """A door or the worker over a data folder; it can be killed and started again on the same port.

    A front may be one of several on one port: ``beside`` is one that was made before.
    """

    def __init__(
        self,
        door: str,
        data: Path,
        *,
        lane: str = "plain",
        server: str = "waitress",
        variables: Mapping[str, str] | None = None,
        beside: "Process | None" = None,
    ) -> None:
        self.door, self.data, self.lane, self.server = door, data, lane, server
        self.port: int = free_port() if beside is None else beside.port
        self._variables = variables or {}
        self._spent = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and, where it is a door, wait until it listens."""
        variables = {
            **os.environ,
            **self._variables,
            "WAYSTATION_DATA": str(self.data),
            "WAYSTATION_DOOR": self.door,
        }
        variables.pop("WAYSTATION_KEYS", None)
        if self.door == "front":
            variables["WAYSTATION_KEYS"] = str(self.data / "front-keys")
        command = [sys.executable, "-m", "waystation.site.serving", self.door, "--kept"]
        if self.door != "work":
            command += ["--listen", f"127.0.0.1:{self.port}"]
        if self.lane != "plain":
            command += ["--lane", self.lane]
        if self.server != "waitress":
            command += ["--server", self.server]
        self._process = subprocess.Popen(  # noqa: S603 - our own words
            command, env=variables, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
        )
        if self.door != "work":
            self._wait(self._process.pid)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Tell it to stop."""
        self._end(signal.SIGTERM)

    def cpu_seconds(self) -> float:
        """Return the processor time, user and system, of this process and of those it was before."""
        if self._process is None:
            return self._spent
        return self._spent + sum(_ticks_of(pid) for pid in _family(self._process.pid)) / _TICKS

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._spent = self.cpu_seconds()
            self._process.send_signal(number)
            if number != signal.SIGKILL:
                self._process.wait(30)
            # What it started dies with it, as in a power cut: an orphan would go on answering on its port.
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(30)
            if self._process.stdin is not None:
                self._process.stdin.close()
            self._process = None

    def _wait(self, pid: int) -> None:
        end = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < end:
            if not _listens(pid, self.port):
                time.sleep(0.05)
                continue
            try:
                connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/en/")
                connection.getresponse().read()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError(f"the {self.door} did not answer")


def fronts(
    number: int,
    data: Path,
    *,
    lane: str = "plain",
    server: str = "waitress",
    variables: Mapping[str, str] | None = None,
) -> list[Process]:
    """Return so many fronts that share one port and know how many they are."""
    told = {"WAYSTATION_FRONTS": str(number), **(variables or {})}
    first = Process("front", data, lane=lane, server=server, variables=told)
    others = [
        Process("front", data, lane=lane, server=server, variables=told, beside=first)
        for _each in range(number - 1)
    ]
    return [first, *others]


def cpu_of(processes: Sequence[Process]) -> float:
    """Return the processor time of all of them, and of those they were before."""
    return sum(each.cpu_seconds() for each in processes)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _listens(pid: int, port: int) -> bool:
    """Say whether a process, or one that it started, listens on a port, which others may listen on too."""
    told = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    sockets = {
        f"socket:[{line[9]}]" for line in told if line[1].endswith(f":{port:04X}") and line[3] == _LISTENS
    }
    with suppress(OSError):  # it is just ending, or just closed one of them
        return any(
            str(handle.readlink()) in sockets
            for each in _family(pid)
            for handle in Path(f"/proc/{each}/fd").iterdir()
        )
    return False


def _family(pid: int) -> list[int]:
    """Return a process and those it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(int(child) for child in children)]


def _ticks_of(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
