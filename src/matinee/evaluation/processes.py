"""Servers and peers as processes of their own, and what the machine is."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from .. import __version__
from ..errors import MatineeError
from ..storage.folder import ServerNote, running_server

_START_S = 600


@contextmanager
def served(
    data: Path, *, one_core: bool = False, command: str = "serve"
) -> Iterator[tuple[ServerNote, int]]:
    """A real server over a folder, held to one core if asked: where it listens, and its pid."""
    with _process(
        [sys.executable, "-m", "matinee.cli", command, "--port", "0", "--data", str(data)]
    ) as process:
        note = _wait(data, process)
        if one_core:
            hold_to_core(process.pid)
        yield note, process.pid


def _wait(data: Path, process: subprocess.Popen[bytes]) -> ServerNote:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline and process.poll() is None:
        note = running_server(data)
        if note is not None:
            try:
                httpx2.get(f"{note.url}/health/ready").raise_for_status()
                return note
            except httpx2.HTTPError:
                pass
        time.sleep(0.05)
    raise MatineeError(f"The server did not start: {_said(process)}")


def _said(process: subprocess.Popen[bytes]) -> str:
    process.kill()
    _, said = process.communicate()
    return said.decode(errors="replace").strip()[-500:]


@contextmanager
def _process(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=60)


_BARE = """
import socket, sys, uvicorn
from pathlib import Path
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
file = Path(sys.argv[1])
async def bare(request):
    return Response(file_bytes, media_type="application/json")
file_bytes = file.read_bytes()
listener = socket.socket(); listener.bind(("127.0.0.1", 0)); listener.listen(128)
Path(sys.argv[2]).write_text(f"http://127.0.0.1:{listener.getsockname()[1]}")
config = uvicorn.Config(Starlette(routes=[Route("/", bare)]), loop="uvloop", http="httptools",
                        log_level="warning", access_log=False)
uvicorn.Server(config).run(sockets=[listener])
"""


def hold_to_core(pid: int) -> None:
    """Keep every thread of a process on the first core, and this one off it where there are two."""
    cores = sorted(os.sched_getaffinity(0))
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), cores[:1])
    if len(cores) > 1:
        os.sched_setaffinity(0, cores[1:])


@contextmanager
def bare_endpoint(body: bytes, folder: Path) -> Iterator[str]:
    """The peer of a page: the same stack answering the same bytes and doing nothing else."""
    served_file, address = folder / "bare.json", folder / "bare.address"
    served_file.write_bytes(body)
    address.unlink(missing_ok=True)
    with _process([sys.executable, "-c", _BARE, str(served_file), str(address)]) as process:
        for _ in range(400):
            if address.exists() and address.read_text():
                break
            time.sleep(0.05)
        hold_to_core(process.pid)
        yield address.read_text()


def resident_mb(pid: int) -> dict[str, float]:
    """Memory of a process now and at its peak, in MB (2^20), from the kernel's own account."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = dict(re.findall(r"(VmRSS|VmHWM):\s+(\d+) kB", status))
    return {
        "resident_mb": round(int(found["VmRSS"]) / 1024, 1),
        "peak_mb": round(int(found["VmHWM"]) / 1024, 1),
    }


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return {
        "cpu": model[1].strip() if model else platform.processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.release(),
        "matinee": __version__,
        "commit": _commit(),
    }


def _commit() -> str | None:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or None
