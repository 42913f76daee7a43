"""The built web parts: read once, packed once, and served under a name that changes with them."""

from __future__ import annotations

import gzip
import mimetypes
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from ..errors import NotFound
from .deps import Endpoint, Site, takes_gzip

WEB = Path(str(files("matinee.server"))) / "static" / "web"
_FOREVER = "public, max-age=31536000, immutable"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}


class Asset(Struct, frozen=True):
    """One file, and the same packed (None where that does not pay)."""

    body: bytes
    packed: bytes | None
    media_type: str


class Assets:
    """All files of the built web parts; none before they are built."""

    def __init__(self, folder: Path = WEB) -> None:
        names = sorted(path for path in folder.glob("*") if path.is_file())
        self._files = {path.name: _read(path) for path in names}
        digest = blake2b(digest_size=6)
        for name, asset in self._files.items():
            digest.update(name.encode() + asset.body)
        self.version = digest.hexdigest()

    @property
    def are_built(self) -> bool:
        """Whether there is a viewer to serve."""
        return "viewer.js" in self._files

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def get(self, name: str) -> Asset:
        """A file by name. Raises NotFound."""
        if name not in self._files:
            built = "" if self._files else " The web parts are not built; 'make web' builds them."
            raise NotFound(f"There is no web part {name!r}.{built}", field="name")
        return self._files[name]


def _read(path: Path) -> Asset:
    body = path.read_bytes()
    media_type = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    packed = gzip.compress(body, 9, mtime=0)
    pays = len(packed) < 0.9 * len(body)
    return Asset(body, packed if pays else None, media_type or "application/octet-stream")


def _endpoint(assets: Assets, caching: str, path: str) -> Endpoint:
    async def serve(request: Request, site: Site) -> Response:
        asset = assets.get(request.path_params["name"])
        is_current = request.path_params.get("version", assets.version) == assets.version
        tag = f'"{assets.version}"'
        headers = {
            "Cache-Control": caching if is_current else "no-cache",
            "ETag": tag,
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
        }
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        body = asset.body
        if asset.packed is not None and takes_gzip(request):
            body, headers["Content-Encoding"] = asset.packed, "gzip"
        return Response(body, media_type=asset.media_type, headers=headers)

    return Endpoint("GET", path, serve, "A built web part", "open")


ASSETS = Assets()
ENDPOINTS = (
    _endpoint(ASSETS, "no-cache", "/web/{name}"),
    _endpoint(ASSETS, _FOREVER, "/web/{version}/{name}"),
)
"""For other sites under names that stay; for our own pages under names that change with them."""
