"""A small application behind the real server, for tests that need a process of its own to look into.

It reads a body and answers with its digest, answers with a large body, or says hello; it tells its own memory.
"""

# ruff: noqa: E402 - the framework must know its settings before the vault is imported

import hashlib
import os
import sys
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "waystation.site.settings"
django.setup()

from waystation.site import serving

CHUNK = 64 * 1024


def memory():
    """Return the largest and the present resident size in KiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    values = {
        name: value.split()[0] for name, _, value in (line.partition(":") for line in lines) if value.strip()
    }
    return f"{values['VmHWM']} {values['VmRSS']}"


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/large":
        size = int(environ["QUERY_STRING"])
        start_response("200 OK", [("Content-Length", str(size))])
        return (os.environ["MARKER"].encode().ljust(CHUNK, b".") for _ in range(size // CHUNK))
    if path == "/memory":
        said = memory()
    else:
        digest = hashlib.sha256()
        while piece := environ["wsgi.input"].read(CHUNK):
            digest.update(piece)
        said = digest.hexdigest()
    start_response("200 OK", [("Content-Length", str(len(said)))])
    return [said.encode()]


if __name__ == "__main__":
    serving.serve(application, "127.0.0.1:0", serving.stop_when_told())
    sys.stdout.write("stopped\n")
