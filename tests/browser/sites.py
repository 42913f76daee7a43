"""Web sites of other origins: plain pages, and a proxy that serves us under a path."""

from __future__ import annotations

import mimetypes
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2

_SKIPPED = {
    "connection",
    "transfer-encoding",
    "content-encoding",
    "content-length",
    "date",
    "server",
}


class _Site:
    handler: type[BaseHTTPRequestHandler]

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler)
        self._server.daemon_threads = True
        self._server.site = self  # type: ignore[attr-defined]
        self.url = f"http://localhost:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self):  # type: ignore[no-untyped-def]
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        pages: dict[str, bytes | Path] = self.server.site.pages  # type: ignore[attr-defined]
        found = pages.get(self.path.partition("?")[0])
        body = found.read_bytes() if isinstance(found, Path) else found
        self.send_response(200 if body is not None else 404)
        kind = mimetypes.guess_type(self.path)[0] or "text/html; charset=utf-8"
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        """Silence."""


class PlainSite(_Site):
    """Serves the pages that it is given: text, or files."""

    handler = _Pages

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[str, bytes | Path] = {"/favicon.ico": b""}

    def put(self, path: str, page: str | Path) -> str:
        """Add a page; its address."""
        self.pages[path] = page if isinstance(page, Path) else page.encode()
        return self.url + path


class _Forward(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._forward(b"")

    def do_POST(self) -> None:
        self._forward(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _forward(self, body: bytes) -> None:
        proxy = self.server.site  # type: ignore[attr-defined]
        if not self.path.startswith(proxy.prefix):
            proxy.strays.append(self.path)
            self.send_error(404)
            return
        address = proxy.target + self.path.removeprefix(proxy.prefix)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection")}
        headers["Accept-Encoding"] = "identity"
        answer = httpx2.request(self.command, address, headers=headers, content=body, timeout=30)
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if name.lower() not in _SKIPPED:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *_: object) -> None:
        """Silence."""


class PrefixProxy(_Site):
    """Serves another server under a path prefix; `strays` are requests outside of it."""

    handler = _Forward

    def __init__(self, target: str, prefix: str) -> None:
        super().__init__()
        self.target = target
        self.prefix = prefix
        self.strays: list[str] = []
