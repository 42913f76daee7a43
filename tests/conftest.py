"""Shared fixtures: stores, runtimes and servers over folders of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient

from matinee.runtime import Runtime
from matinee.server.app import create_app
from matinee.server.deps import Site
from matinee.server.run import make_site
from matinee.settings import Settings
from matinee.storage.embedded import EmbeddedStore
from tests.making import FILMS, NOW

SHARED = Path(os.environ.get("MATINEE_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))


@pytest.fixture
def shared_data() -> Path:
    """The folder of real data; tests that need it say so when it is not there."""
    if not SHARED.is_dir():
        pytest.skip(f"real data not found in {SHARED}; set MATINEE_TEST_DATA")
    return SHARED


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    """An empty store."""
    opened = EmbeddedStore(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def runtime(tmp_path: Path) -> Iterator[Runtime]:
    """A runtime over a small catalogue of real films."""
    opened = Runtime(tmp_path, Settings())
    opened.put_items(FILMS, NOW)
    yield opened
    opened.close()


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The time as the server under test sees it."""
    return Clock()


@pytest.fixture
def site(runtime: Runtime, clock: Clock) -> Site:
    """The server's parts around the runtime."""
    made = make_site(runtime)
    made.clock = clock
    return made


@pytest.fixture
def client(site: Site) -> Iterator[TestClient]:
    """An HTTP client with a server key."""
    key = site.keys.create("server", "tests", NOW)[0]
    with TestClient(create_app(site), headers={"Authorization": f"Bearer {key}"}) as opened:
        yield opened


@pytest.fixture
def append(runtime: Runtime) -> Callable[..., None]:
    """Log Segment calls given as dicts."""

    def log(*calls: dict[str, object]) -> None:
        batch = [msgspec.Raw(msgspec.json.encode(call)) for call in calls]
        from matinee.events.segment import WireBatch

        read = runtime.collector.read(WireBatch(batch), NOW, trusted=True)
        assert read.rejected == []
        runtime.append(read.messages)

    return log
