"""Running the server over a data folder until it is told to stop."""

from __future__ import annotations

import gc
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from msgspec import Struct

from .. import logs
from ..errors import MatineeError
from ..runtime import Runtime
from ..settings import Settings
from ..storage.folder import DataFolder
from .alerting import Alerts
from .app import create_app
from .audit import Audit
from .auth import Keys
from .deps import DemoPerson, Site
from .metrics import Metrics


class Running(Struct, frozen=True, eq=False):
    """A server that listens: its parts, its address, and how to stop it."""

    site: Site
    address: str
    stop: Callable[[], None]


def now_ms() -> int:
    """The wall clock, ms since 1970; the only place that stages' times come from."""
    return time.time_ns() // 1_000_000


def make_site(runtime: Runtime, people: list[DemoPerson] | None = None) -> Site:
    """The parts of a server around a runtime."""
    site = Site(
        runtime,
        Keys(runtime.store.keys),
        Metrics(),
        now_ms,
        Alerts(runtime.folder),
        Audit(runtime.folder),
        people or [],
    )
    if people:
        site.browser_key()  # pages that were open before a restart go on sending with it
    return site


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises MatineeError if the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise MatineeError(
            f"{host}:{port} cannot be listened on ({error.strerror}). Choose another with --port."
        ) from error
    listener.listen(2048)
    return listener


def serve(
    folder: Path,
    settings: Settings,
    *,
    people: list[DemoPerson] | None = None,
    on_ready: Callable[[Running], None] | None = None,
) -> None:
    """Hold `folder` and serve it until SIGINT or SIGTERM; then finish what was begun.

    `on_ready` is called once it listens; connections made from then on are answered.
    """
    with DataFolder(folder) as held:
        listener = listen(settings.server.host, settings.server.port)
        runtime = Runtime(folder, settings)
        try:
            logs.set_up(settings.server.log_format, settings.server.log_level)
            runtime.warm()
            site = make_site(runtime, people)
            host, port = listener.getsockname()[:2]
            shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
            address = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
            held.announce(address, site.keys.temporary())
            server = make_server(site)
            settle()
            if on_ready is not None:
                on_ready(Running(site, address, lambda: setattr(server, "should_exit", True)))
            server.run(sockets=[listener])
        finally:
            runtime.close()
            listener.close()


def settle() -> None:
    """Tell the garbage collector that what was loaded stays, so that it need not look again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


class _Server(uvicorn.Server):
    """Uvicorn that returns when told to stop, so that the store is closed after it.

    Uvicorn's own would raise the signal again once it is done, which ends the process at once.
    """

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle SIGINT and SIGTERM while serving."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        stops = (signal.SIGINT, signal.SIGTERM)
        before = [signal.signal(stop, self.handle_exit) for stop in stops]
        try:
            yield
        finally:
            for stop, handler in zip(stops, before, strict=True):
                signal.signal(stop, handler)


def make_server(site: Site) -> uvicorn.Server:
    """The HTTP server, not started yet."""
    config = uvicorn.Config(
        create_app(site),
        loop="uvloop",
        http="httptools",
        log_config=None,
        log_level=site.runtime.settings.server.log_level,
        access_log=False,
        timeout_graceful_shutdown=10,
        server_header=False,
    )
    return _Server(config)
