"""One process of the house: a door behind waitress, or the worker. ``python -m waystation.site.serving front``."""

import argparse
import gc
import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

from waystation.site import separation

if TYPE_CHECKING:
    from waystation.site import fast_lane

EX_CONFIG = 78  # sysexits.h: the configuration must change before a restart can help
LISTEN = {"front": "127.0.0.1:8000", "desk": "127.0.0.1:8001"}
LANES, SERVERS = ("plain", "fast"), ("waitress", "granian")  # the first of each unless told otherwise
MOST_CONNECTIONS = 4000
FILES_PER_CONNECTION = 3  # its socket, its waiting request, its waiting answer
SPARE_FILES = 256
SERVER_THREADS = {"front": 40, "desk": 8}  # at the front many wait together for one commit of the disk
FAST_THREADS = 64
WORKER_THREADS = {"sqlite": 1, "postgresql": 4}  # SQLite has one writer at a time
LARGEST_BODY = 260 * 2**20
LARGEST_HEADER = 32 * 1024
SILENT_SECONDS = 90  # Tor may stall for a while; a sender who says nothing for longer has gone
SECONDS_TO_FINISH = 10.0

Application = Callable[..., Any]


def main(arguments: list[str] | None = None) -> int:
    """Run one process until it is told to stop; return its exit code."""
    parser = argparse.ArgumentParser(prog="waystation.site.serving", description=__doc__)
    parser.add_argument("door", choices=separation.DOORS)
    parser.add_argument("--listen", default="", help="host:port, this machine only unless told otherwise")
    parser.add_argument(
        "--kept", action="store_true", help="end when standard input closes: the keeper has gone"
    )
    parser.add_argument("--lane", choices=LANES, default=LANES[0], help="fast: petitions at their peak")
    parser.add_argument(
        "--server",
        choices=SERVERS,
        default=SERVERS[0],
        help="granian: several times as fast, only behind a proxy that buffers",
    )
    chosen = parser.parse_args(arguments)
    os.environ["WAYSTATION_DOOR"] = chosen.door
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.settings")
    stop = stop_when_told(watch_stdin=chosen.kept)
    refused = _refuse(chosen.door)
    if refused:
        return refused
    if chosen.door == "work":
        work(stop)
    elif chosen.door == "front" and chosen.server == "granian":
        return serve_behind_proxy(chosen.listen or LISTEN["front"], stop)
    else:
        from django.conf import settings

        from waystation.site.wsgi import application

        return serve(
            application,
            chosen.listen or LISTEN[chosen.door],
            stop,
            threads=SERVER_THREADS[chosen.door],
            has_fast_lane=chosen.door == "front" and chosen.lane == "fast",
            is_one_of_many=chosen.door == "front" and settings.FRONTS > 1,
        )
    return 0


def stop_when_told(*, watch_stdin: bool = False) -> threading.Event:
    """Return an event that is set by SIGTERM, by SIGINT, and by the end of standard input where that is watched."""
    stop = threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    if watch_stdin:
        threading.Thread(target=_stop_at_end, args=(stop,), daemon=True).start()
    return stop


def serve(
    application: Application,
    listen: str,
    stop: threading.Event,
    *,
    threads: int = 8,
    has_fast_lane: bool = False,
    is_one_of_many: bool = False,
) -> int:
    """Serve an application until told to stop; requests already received are still answered. Return the exit code.

    Waitress reads a whole request before it gives it a thread, so slow senders hold up nobody. No access log, no
    name of the server, a quarter of a second between being told and stopping.
    """
    from waystation.site import spooling

    spooling.seal_spools()
    gc.collect()
    gc.freeze()  # what was loaded stays: collecting garbage need not look through it each time
    most = _most_connections()
    try:
        where = {"sockets": [_shared_socket(listen)]} if is_one_of_many else {"listen": listen}
        server = _server(application, where, threads, most)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"Cannot listen on {listen}: {error}\n")
        return 1
    _sit_still(server)
    _make_way(server, most * 3 // 4)
    lane = _fast_lane_before(server) if has_fast_lane else None
    sys.stdout.write(f"listening on {server.effective_host}:{server.effective_port}\n")
    sys.stdout.flush()
    while not stop.is_set():
        server.asyncore.loop(timeout=0.25, use_poll=True, map=server._map, count=1)  # noqa: SLF001 - its own run() does this
        if lane is not None:
            lane.take_back()
    if lane is not None:
        lane.close()
    _finish(server)
    return 0


def _server(application: Application, where: dict[str, Any], threads: int, most: int) -> Any:
    from waitress import create_server

    from waystation.site import spooling

    return create_server(
        application,
        **where,
        threads=threads,
        ident=None,
        asyncore_use_poll=True,
        backlog=2048,
        connection_limit=most,
        channel_timeout=SILENT_SECONDS,
        cleanup_interval=1,
        recv_bytes=64 * 1024,
        inbuf_overflow=spooling.IN_MEMORY,
        outbuf_overflow=spooling.IN_MEMORY,
        outbuf_high_watermark=2**20,
        max_request_body_size=LARGEST_BODY,
        max_request_header_size=LARGEST_HEADER,
        log_socket_errors=False,
        clear_untrusted_proxy_headers=True,
    )


def _shared_socket(listen: str) -> socket.socket:
    """Bind a port that several fronts share: the system gives each new connection to one of them (SO_REUSEPORT)."""
    host, _colon, port = listen.rpartition(":")
    family, kind, protocol, _name, address = socket.getaddrinfo(
        host.strip("[]"), int(port), type=socket.SOCK_STREAM
    )[0]
    shared = socket.socket(family, kind, protocol)
    shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    shared.bind(address)
    return shared


def _fast_lane_before(server: Any) -> "fast_lane.BeforeServer":
    from waystation.site import fast_lane

    return fast_lane.BeforeServer(server)


def serve_behind_proxy(listen: str, stop: threading.Event) -> int:
    """Serve the front by a server written in Rust (extra ``fast``), behind a proxy that buffers."""
    try:
        from granian import Granian
        from granian.constants import HTTPModes, Interfaces
    except ImportError:
        return _complain(["The server granian needs the extra `fast`: pip install 'waystation[fast]'"])
    host, _colon, port = listen.rpartition(":")
    server = Granian(
        "waystation.site.behind_proxy:application",
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=1,  # more of them are started as fronts of their own, which the keeper looks after
        blocking_threads=FAST_THREADS,
        http=HTTPModes.http1,
        websockets=False,
        backlog=2048,
        backpressure=MOST_CONNECTIONS,
        log_enabled=False,
    )
    threading.Thread(target=_pass_on, args=(stop,), daemon=True).start()
    server.serve()
    return 0


def _pass_on(stop: threading.Event) -> None:
    """Granian listens to signals only."""
    stop.wait()
    os.kill(os.getpid(), signal.SIGTERM)


def work(stop: threading.Event) -> None:
    """Carry out jobs and send notices until told to stop."""
    from django.conf import settings
    from django.db import connection

    from waystation.foundation.kernel import clock
    from waystation.foundation.outbox import api as outbox
    from waystation.outreach.petitions import api as petitions
    from waystation.site import hall, publishing

    outbox.run_worker(
        {**dict(hall.HANDLERS), petitions.PUBLISH: outbox.Alone(publishing.publish)},
        stop,
        clock.now,
        post=outbox.Post(hall.ADDRESS_OF, settings.DEFAULT_FROM_EMAIL, settings.DESK_ADDRESS),
        recurring=hall.RECURRING,
        threads=WORKER_THREADS[connection.vendor],
    )


def _refuse(door: str) -> int:
    import django
    from django.core.exceptions import ImproperlyConfigured

    from waystation.site.installation import InstallationUnreadable

    try:
        django.setup()
    except (ImproperlyConfigured, InstallationUnreadable) as error:
        return _complain([str(error)])
    from waystation.foundation.vault import api as vault

    reasons = separation.reasons_to_refuse(door, os.environ, vault.keys_folder())
    return _complain(reasons + _keys_that_lack(door))


def _keys_that_lack(door: str) -> list[str]:
    """Name the keys that must be brought back first; a missing key of the desk only ends its sessions."""
    from waystation.foundation.vault import api as vault

    spared = separation.KEPT_FROM_FRONT if door == "front" else {"desk.key"}
    return [
        f"{name} is missing from {vault.keys_folder()}: bring back the copy of the keys folder."
        for name in vault.missing_keys()
        if name not in spared
    ]


def _complain(reasons: list[str]) -> int:
    for reason in reasons:
        sys.stderr.write(f"{reason}\n")
    return EX_CONFIG if reasons else 0


def _stop_at_end(stop: threading.Event) -> None:
    # Not through sys.stdin: a thread that waits inside its lock makes the interpreter abort on its way out.
    while os.read(0, 1):
        pass
    stop.set()


def _most_connections() -> int:
    """Raise the limit of open files as far as it goes, and keep within it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS * FILES_PER_CONNECTION + SPARE_FILES
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return (
        (max(allowed, soft) - SPARE_FILES) // FILES_PER_CONNECTION if allowed < wanted else MOST_CONNECTIONS
    )


def _sit_still(server: Any) -> None:
    """Let the server sleep while a thread of ours is writing an answer: that thread wakes it if anything is left.

    Asked then whether there is something to write, waitress would say yes, find the answer locked and ask again, in
    circles that cost as much as the pages.
    """

    class Channel(server.channel_class):  # type: ignore[misc]  # waitress has no types
        def writable(self) -> bool:
            if not super().writable() or not self.outbuf_lock.acquire(blocking=False):
                return False
            self.outbuf_lock.release()
            return True

    server.channel_class = Channel


def _make_way(server: Any, crowded: int) -> None:
    """When it gets crowded, let go of the connections that have been half-sent longest.

    Otherwise as many half-sent requests as there may be connections would lock everybody out (T-22).
    """
    usual = server.maintenance

    def maintenance(now: float) -> None:
        usual(now)
        channels = list(server.active_channels.values())
        waiting = [channel for channel in channels if not channel.requests and not channel.total_outbufs_len]
        waiting.sort(key=lambda channel: channel.creation_time)
        for channel in waiting[: max(0, len(channels) - crowded)]:
            channel.will_close = True

    server.maintenance = maintenance


def _finish(server: Any) -> None:
    """Stop listening, answer what has been received, then let the threads go."""
    server.accepting = False
    server.del_channel()
    server.socket.close()
    end = time.monotonic() + SECONDS_TO_FINISH
    while time.monotonic() < end and _busy(server):
        server.asyncore.loop(timeout=0.1, use_poll=True, map=server._map, count=1)  # noqa: SLF001 - as in serve
    server.task_dispatcher.shutdown(timeout=1)


def _busy(server: Any) -> bool:
    channels = list(server.active_channels.values())
    return any(channel.requests or channel.total_outbufs_len for channel in channels)


if __name__ == "__main__":
    sys.exit(main())
