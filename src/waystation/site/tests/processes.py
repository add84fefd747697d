"""Real processes for tests: a small application behind the real server, and a whole house under its keeper."""

import http.client
import os
import resource
import socket
import subprocess
import sys
import time
from pathlib import Path

import waystation
from waystation.foundation.vault import api as vault
from waystation.site import installation

MARKER = "Khava Umarova, Pushkin Street 14, Almaty"
SOURCE = Path(waystation.__file__).parent.parent


def plain_environment(data, **more):
    """Return the variables a process of the house needs, and none of the test's own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONPATH": str(SOURCE), "WAYSTATION_DATA": str(data), **more}


def ask(port, path="/", **options):
    """Ask for a page; return the answer and what it says."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(options.pop("method", "GET"), path, **options)
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    return answer, said


class Door:
    """The small application in a process of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "waystation.site.tests.small_door"],
            env=plain_environment(folder, TMPDIR=str(folder), MARKER=MARKER),
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def ask(self, path, **options):
        """Ask for a page."""
        return ask(self.port, path, **options)

    def memory(self):
        """Return the largest and the present resident size in MiB."""
        return [int(size) / 1024 for size in self.ask("/memory")[1].split()]

    def files(self):
        """Yield everything the process keeps on disk, files that have no name any more included."""
        for handle in Path(f"/proc/{self.process.pid}/fd").iterdir():
            if handle.is_file():
                yield handle
        yield from (path for path in self.folder.rglob("*") if path.is_file())

    def scan(self):
        """Return how many bytes lie in files, and whether the marker is among them."""
        seen, found = 0, False
        for path in self.files():
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                continue
            seen += len(content)
            found = found or MARKER.encode() in content
        return seen, found


class House:
    """A whole house over a fresh data folder: front, desk and worker under the keeper, as `serve` starts them."""

    keeper = None

    def __init__(self, data):
        self.data = data
        installation.write(data, installation.new(mode="demo"))
        vault.prepare(data / "keys")
        settings = {"DJANGO_SETTINGS_MODULE": "waystation.site.settings"}
        subprocess.run([sys.executable, "-c", _FURNISH], env=plain_environment(data, **settings), check=True)
        self.front, self.desk = free_port(), free_port()

    def open(self, files=0, **more):
        """Start the keeper, with few open files if so told, and wait until both doors answer."""
        listen = {"front": f"127.0.0.1:{self.front}", "desk": f"127.0.0.1:{self.desk}"}
        self.keeper = subprocess.Popen(
            [sys.executable, "-c", _KEEP, str(self.data), listen["front"], listen["desk"], str(files)],
            env=plain_environment(self.data, **more),
            stdout=subprocess.DEVNULL,
        )
        until(lambda: self.keeper.poll() is not None or (is_up(self.front) and is_up(self.desk)), 60)
        return self

    def is_kept(self):
        """Say whether its keeper was started and still lives."""
        return self.keeper is not None and self.keeper.poll() is None

    def close(self):
        """Tell the keeper to stop; return its exit code."""
        self.keeper.terminate()
        return self.keeper.wait(30)

    def children(self):
        """Return the process of each part of the house, by its name."""
        found = {}
        for folder in Path("/proc").iterdir():
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
            if parent == self.keeper.pid and b"waystation.site.serving" in words:
                found[words[words.index(b"waystation.site.serving") + 1].decode()] = int(folder.name)
        return found


_FURNISH = """
import django
django.setup()
from waystation.site.tables import bring_up_to_date
bring_up_to_date()
"""

_KEEP = """
import resource, sys
from pathlib import Path
from waystation.site.keeper import keep_house
from waystation.site.serving import stop_when_told
files = int(sys.argv[4])
if files:
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
sys.exit(keep_house(Path(sys.argv[1]), {"front": sys.argv[2], "desk": sys.argv[3]}, stop_when_told()))
"""


def free_port():
    """Return a port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def is_up(port):
    """Say whether a door answers."""
    try:
        ask(port)
    except OSError:
        return False
    return True


def allow_many_files():
    """Let this process hold a few thousand sockets."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, hard), hard))


def until(condition, seconds=30.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
