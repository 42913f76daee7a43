"""Writes the API's description for the web parts: `python -m tests.contracts.api_file FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from matinee.server.openapi import specification
from matinee.server.routes import ENDPOINTS


def text() -> bytes:
    """The description, as it stands in `web/api/openapi.json`."""
    document = specification(ENDPOINTS) | {"info": {"title": "Matinee", "version": "of the code"}}
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(text())
