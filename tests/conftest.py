"""Shared fixtures: stores, runtimes and servers over folders of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient

from matinee.errors import MatineeError
from matinee.fetching import Dataset, Source, fetch
from matinee.page.holding import hold_out
from matinee.runtime import Runtime
from matinee.server.app import create_app
from matinee.server.deps import Site
from matinee.server.run import make_site
from matinee.settings import Settings
from matinee.storage.embedded import EmbeddedStore
from tests.making import FILMS, NOW

PHOTOS = Dataset(
    "face-photos",
    "official portraits, of the package face_recognition (MIT)",
    (
        Source(
            "face_recognition-1.3.0.tar.gz",
            "5e5efdd1686aa566af0d3cc1313b131e4b197657a8ffd03669e6d3fad92705ec",
            package="face_recognition==1.3.0",
            is_source=True,
            members={
                f"{name}.jpg": f"face_recognition-1.3.0/tests/test_images/{name}.jpg"
                for name in ("obama", "obama2", "obama3", "biden", "obama_partial_face")
            },
        ),
    ),
)
SHARED = Path(os.environ.get("MATINEE_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))


@pytest.fixture(scope="session", autouse=True)
def nothing_held_out() -> Iterator[None]:
    """Pages have all of their rows: which of them are held out by chance is not what most tests are
    about. Servers in processes of their own are told by their environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATINEE_PAGE__HOLD_OUT", "0")
        patch.setattr("matinee.page.chances.hold_out", lambda rows, _week, _share: (list(rows), ()))
        yield


@pytest.fixture
def rows_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """As people are served: rows are held out at the rate of the settings."""
    monkeypatch.setattr("matinee.page.chances.hold_out", hold_out)


@pytest.fixture
def shared_data() -> Path:
    """The folder of real data; tests that need it say so when it is not there."""
    if not SHARED.is_dir():
        pytest.skip(f"real data not found in {SHARED}; set MATINEE_TEST_DATA")
    return SHARED


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The photographs, from the package index; tests say so when they cannot be had."""
    try:
        return fetch(PHOTOS, tmp_path_factory.getbasetemp() / "photos", lambda _line: None)
    except MatineeError as error:
        pytest.skip(f"photographs of people cannot be had: {error}")


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
