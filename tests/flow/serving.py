"""A real server in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2

from matinee.storage.folder import running_server


class Server:
    """A server over a folder (`matinee serve`, or `matinee demo`, which also shows
    the viewer; options may follow).

    `kill` ends it as a crash would, `stop` as people do.
    """

    def __init__(self, folder: Path, command_name: str = "serve", port: int = 0) -> None:
        command = [
            sys.executable,
            "-m",
            "matinee.cli",
            *command_name.split(),
            "--port",
            str(port),
            "--data",
            str(folder),
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.url, self.key = self._wait(folder)

    def _wait(self, folder: Path) -> tuple[str, str]:
        for _ in range(15_000):  # the demo trains first
            note = running_server(folder)
            if note is not None and note.pid == self.process.pid:
                try:
                    httpx2.get(f"{note.url}/health/ready", timeout=5).raise_for_status()
                    return note.url, note.key
                except httpx2.HTTPError:
                    pass
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError(f"The server did not start: {self.stop()}")

    def client(self, **options: Any) -> httpx2.Client:
        """A client with the server's own admin key."""
        headers = {"Authorization": f"Bearer {self.key}"}
        return httpx2.Client(base_url=self.url, headers=headers, timeout=30, **options)

    def kill(self) -> None:
        """SIGKILL."""
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()

    def stop(self) -> str:
        """SIGTERM, and what it said."""
        self.process.terminate()
        said, _ = self.process.communicate(timeout=60)
        return str(said.decode())

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()
        elif self.process.stdout:
            self.process.stdout.close()
