"""Artwork jobs: files that were sent are looked at one after another, in a process of their own.

A job that was acknowledged is done, also after a crash: its files wait in the data folder until it
ended. Looking at a film takes minutes and much memory, and decoders meet what strangers made: not
in the process that serves pages.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import secrets
import shutil
import sys
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ..artwork.kept import FOLDER
from ..errors import BadInput, NotFound, StorageFull, TooLarge
from ..storage.folder import write_whole

logger = logging.getLogger(__name__)
_UPLOADS, _NOTE = ".uploads", "job.json"
_MOST_KEPT, _MOST_TRIES = 200, 3
_ENDINGS = frozenset(
    [
        ".mp4",
        ".m4v",
        ".mov",
        ".mkv",
        ".webm",
        ".avi",
        ".mpg",
        ".mpeg",
        ".ts",
        ".jpg",
        ".jpeg",
        ".png",
        ".webp",
        ".gif",
        ".bmp",
        ".tif",
        ".tiff",
        ".avif",
    ]
)
_PLAIN = re.compile(r"[^A-Za-z0-9_.-]+")


class Job(Struct, frozen=True):
    """Files of an item that are looked at. `state` is waiting, running, done or failed; `progress`
    0 to 1; `words` are what could not be read, or why it failed."""

    job_id: str
    item_id: str
    files: list[str]
    state: str = "waiting"
    progress: float = 0.0
    candidates: int = 0
    words: list[str] = []
    tries: int = 0
    """How often it was begun: what ends the whole server is not begun for ever."""


class Cutting:
    """All jobs of a server, one at work at a time."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._uploads = data / FOLDER / _UPLOADS
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        for job in self._left():
            self._add(job)

    def _left(self) -> list[Job]:
        """What was accepted before this process, oldest first; halves of uploads go."""
        found = []
        for folder in sorted(self._uploads.glob("*")):
            try:
                found.append(msgspec.json.decode((folder / _NOTE).read_bytes(), type=Job))
            except (OSError, msgspec.DecodeError):
                shutil.rmtree(folder, ignore_errors=True)
        return found

    def all(self, item_id: str | None = None) -> list[Job]:
        """Jobs, latest first."""
        jobs = [one for one in self._jobs.values() if item_id in (None, one.item_id)]
        return jobs[::-1]

    def get(self, job_id: str) -> Job:
        """A job. Raises NotFound."""
        if job_id not in self._jobs:
            raise NotFound(f"There is no job {job_id!r}; jobs that ended long ago are forgotten.")
        return self._jobs[job_id]

    async def accept(self, item_id: str, name: str, body: AsyncIterator[bytes], limit: int) -> Job:
        """Keep a file and queue it. Raises BadInput for a name of another kind, TooLarge."""
        plain = _PLAIN.sub("_", Path(name).name).lstrip(".")[-100:]
        if Path(plain).suffix.lower() not in _ENDINGS:
            raise BadInput(f"{name[:80]!r} is no video and no still; send {_told()}.", field="name")
        job = Job(f"{time.time_ns() // 1_000_000:011x}{secrets.token_hex(4)}", item_id, [plain])
        folder = self._uploads / job.job_id
        try:
            folder.mkdir(parents=True)
            await _write(folder / plain, body, limit)
            write_whole(folder / _NOTE, msgspec.json.encode(job))
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, OSError):
                raise StorageFull(f"The file cannot be kept: {error.strerror}.") from error
            raise
        self._add(job)
        return job

    def _add(self, job: Job) -> None:
        self._jobs[job.job_id] = job
        self._queue.put_nowait(job.job_id)
        while len(self._jobs) > _MOST_KEPT and next(iter(self._jobs.values())).state in (
            "done",
            "failed",
        ):
            self._jobs.popitem(last=False)

    async def work(self) -> None:
        """Do what is queued, until cancelled."""
        while True:
            job = self._jobs[await self._queue.get()]
            try:
                await self._do(job)
            except Exception:
                logger.exception("An artwork job failed")
                self._change(job.job_id, state="failed", words=["The server's log says why."])
            shutil.rmtree(self._uploads / job.job_id, ignore_errors=True)

    async def _do(self, job: Job) -> None:
        if job.tries >= _MOST_TRIES:
            words = ["The server ended while it was looked at, more than once: it is given up."]
            self._change(job.job_id, state="failed", words=words)
            return
        note = self._uploads / job.job_id / _NOTE
        write_whole(note, msgspec.json.encode(replace(job, tries=job.tries + 1)))
        self._change(job.job_id, state="running")
        files = [str(self._uploads / job.job_id / name) for name in job.files]
        command = ["-m", "matinee.cli", "artwork", "extract", *files, "--item", job.item_id]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *command,
            *("--data", str(self._data), "--json", "--progress"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            told, said = await asyncio.gather(
                _all(process.stdout), self._follow(job, process.stderr)
            )
            await process.wait()
        finally:
            if process.returncode is None:  # the server stops; the job is taken up when it starts
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if process.returncode:
            why = said or "It ended unexpectedly; the file may be too much for this machine."
            self._change(job.job_id, state="failed", words=[why])
            return
        found: dict[str, Any] = json.loads(told)
        count, words = len(found["candidates"]), found["words"]
        if not count:
            reasons = {one["reason"].partition(":")[0] for one in found["rejected"]}
            words = [*words, f"No picture can be used: {', '.join(sorted(reasons))}."]
        self._change(job.job_id, state="done", progress=1.0, candidates=count, words=words)

    async def _follow(self, job: Job, stream: asyncio.StreamReader | None) -> str:
        """Read how far it is; the last other line."""
        said = ""
        while stream is not None and (line := (await stream.readline()).decode(errors="replace")):
            word, _, share = line.strip().partition(" ")
            if word == "progress":
                self._change(job.job_id, progress=float(share))
            elif line.strip():
                said = line.strip().removeprefix("Error: ")
        return said

    def _change(self, job_id: str, **changes: Any) -> None:
        if job_id in self._jobs:
            self._jobs[job_id] = replace(self._jobs[job_id], **changes)


async def _write(path: Path, body: AsyncIterator[bytes], limit: int) -> None:
    size = 0
    with path.open("wb") as file:
        async for chunk in body:
            size += len(chunk)
            if size > limit:
                raise TooLarge(
                    f"The file is over {limit // 1_000_000:,} MB; cut it, or use the command line."
                )
            await asyncio.to_thread(file.write, chunk)
        file.flush()
        await asyncio.to_thread(os.fsync, file.fileno())
    if not size:
        raise BadInput("The file is empty.")


async def _all(stream: asyncio.StreamReader | None) -> bytes:
    return b"" if stream is None else await stream.read()


def _told() -> str:
    return ", ".join(sorted(ending[1:] for ending in _ENDINGS))
