"""What caused a start or an order: hand-written histories, and the share that comes of them."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct, field

from matinee.analysis.causes import ask
from matinee.analysis.segments import Segments
from matinee.analysis.share import share_of
from matinee.outcomes import OutcomesConfig
from matinee.records import Decision, Details, Event, Foreign, Logged, Placed, ServedRow
from tests.making import DAY, NOW

HOUR, MINUTE = 3_600_000, 60_000
ANN, BEN = 1, 2


class Told(Struct):
    """A log and decisions as analysis reads them."""

    events: list[Logged]
    decisions: list[Decision] = field(default_factory=list)
    same: list[tuple[int, int]] = field(default_factory=list)
    gone: int = 0

    def read(self, after: int = 0, limit: int = 10_000) -> list[Logged]:
        return [one for one in self.events if one.seq > after][:limit]

    def served(self, after: int = 0, limit: int = 10_000) -> list[tuple[int, Decision]]:
        numbered = list(enumerate(self.decisions, 1))
        return [one for one in numbered if one[0] > after][:limit]

    def forgotten(self) -> int:
        return self.gone

    def merged(self) -> list[tuple[int, int]]:
        return self.same


def page(user: int, name: str = "p", time: int = NOW - DAY) -> Decision:
    rows = (
        ServedRow("top", "top_picks", 0, 0, (Placed("film", "x", 1.0),)),
        ServedRow("trend", "trending", 1, 0, (Placed("film", "x", 1.0), Placed("other", "x", 1.0))),
    )
    return Decision(name, 0, user, time, "tv", "home", "m", "s:1", rows)


def at(
    minutes: float, kind: str, item: str | None = "film", user: int = ANN, **more: Any
) -> tuple[int, Event]:
    details = more.pop("details", Details())
    return user, Event(
        kind, NOW + int(minutes * MINUTE), item, device="tv", details=details, **more
    )


def log(*events: tuple[int, Event]) -> list[Logged]:
    return [Logged(number, user, event) for number, (user, event) in enumerate(events, 1)]


def told(folder: Path, told: Told, config: OutcomesConfig | None = None) -> list[tuple[Any, ...]]:
    asked = "SELECT item, cause, row_kind, seconds FROM caused ORDER BY time, seq"
    config = config or OutcomesConfig()
    return ask(folder, told, config, lambda database: database.execute(asked).fetchall())


SEEN = at(0, "impression", recommendation="p.1.0", value=900.0)
HISTORIES: dict[str, tuple[list[tuple[int, Event]], tuple[str, str | None]]] = {
    "it carries what caused it": (
        [at(0, "play", recommendation="p.0.0")],
        ("row", "top_picks"),
    ),
    "it carries another place than where it was seen last": (
        [SEEN, at(5, "play", recommendation="p.0.0")],
        ("row", "top_picks"),
    ),
    "seen shortly before": ([SEEN, at(60, "play")], ("row", "trending")),
    "seen too long before": ([SEEN, at(25 * 60, "play")], ("alone", None)),
    "seen only afterwards": ([at(-5, "play"), SEEN], ("alone", None)),
    "another title was seen": (
        [at(0, "impression", "other", recommendation="p.1.1"), at(5, "play")],
        ("alone", None),
    ),
    "searched for": ([at(0, "search", None), at(5, "play")], ("search", None)),
    "searched too long before": ([at(0, "search", None), at(11, "play")], ("alone", None)),
    "seen, then searched for": ([SEEN, at(1, "search", None), at(3, "play")], ("search", None)),
    "searched for, then seen": (
        [at(-3, "search", None), SEEN, at(3, "play")],
        ("row", "trending"),
    ),
    "a message was clicked": (
        [SEEN, at(1, "message_clicked", None), at(3, "play")],
        ("message", None),
    ),
    "another system recommended it": (
        [at(0, "play", details=Details(foreign=Foreign(row_id="r")))],
        ("foreign", None),
    ),
    "a page that was served to somebody else": (
        [at(0, "play", recommendation="q.0.0")],
        ("alone", None),
    ),
    "a page that was never served": ([at(0, "play", recommendation="x.0.0")], ("alone", None)),
    "what is no id": ([at(0, "play", recommendation="what.ever")], ("alone", None)),
    "seen on a page of somebody else": (
        [at(0, "impression", recommendation="q.1.0"), at(5, "play")],
        ("alone", None),
    ),
    "bought after it was seen": (
        [SEEN, at(5, "purchase", value=2.0, details=Details(price=3.0))],
        ("row", "trending"),
    ),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_histories(name: str, tmp_path: Path) -> None:
    events, expected = HISTORIES[name]
    decisions = [page(ANN), page(BEN, "q")]
    (found,) = told(tmp_path, Told(log(*events), decisions))
    assert found[1:3] == expected


def test_the_order_of_arrival_does_not_matter(tmp_path: Path) -> None:
    events = [SEEN, at(1, "search", None), at(3, "play"), at(4, "progress")]
    found = {
        tuple(told(tmp_path / str(number), Told(log(*order), [page(ANN)])))
        for number, order in enumerate(permutations(events))
    }
    assert found == {(("film", "search", None, 60.0),)}


def test_what_is_watched_belongs_to_the_latest_start(tmp_path: Path) -> None:
    """A pause of an hour is no new start; the next evening is."""
    minutes = [at(minute, "progress") for minute in range(1, 11)]
    events = [
        at(0, "play", recommendation="p.0.0"),
        *minutes,
        at(11, "pause"),
        at(70, "play"),
        at(71, "progress"),
        at(24 * 60, "play", recommendation="p.1.0"),
        at(24 * 60 + 0.5, "progress"),
        at(24 * 60 + 90, "progress"),
    ]
    first, second = told(tmp_path, Told(log(*events), [page(ANN)]))
    assert first[1:] == ("row", "top_picks", 12 * 60.0)
    assert second[1:] == ("row", "trending", 90.0), "a long silence vouches for one minute only"


def test_a_late_event_and_a_merge_change_what_was_said(tmp_path: Path) -> None:
    """The segments of before stay; the guest's sight counts once guest and account are one."""
    events = log(at(0, "impression", user=BEN, recommendation="q.1.0"), at(5, "play"))
    source = Told(events, [page(ANN), page(BEN, "q")])
    assert told(tmp_path, source)[0][1] == "alone"
    before = Segments(tmp_path).of("events")
    source.same = [(BEN, ANN)]
    assert told(tmp_path, source)[0][1:3] == ("row", "trending")
    source.events.append(Logged(3, ANN, at(2, "search", None)[1]))
    assert told(tmp_path, source)[0][1] == "search"
    after = Segments(tmp_path).of("events")
    assert after[: len(before)] == before and len(after) == len(before) + 1


def test_two_processes_may_grow_the_same_folder(tmp_path: Path) -> None:
    """One wrote a stretch, another a longer one: nothing counts twice."""
    events = log(at(0, "play", "a"), at(1, "play", "b"), at(2, "play", "c"))
    for some in (events[:1], events[:2]):
        Segments(tmp_path / str(len(some))).grow(Told(some))
    folder = Segments(tmp_path / "2").folder
    for path in Segments(tmp_path / "1").folder.glob("events-*"):
        shutil.copy(path, folder)
    assert len(list(folder.glob("events-*"))) == 2
    assert [row[0] for row in told(tmp_path / "2", Told(events))] == ["a", "b", "c"]


def test_two_at_once_write_what_both_can_read(tmp_path: Path) -> None:
    events = log(*(at(n, "play", f"f{n}") for n in range(300)))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: Segments(tmp_path).grow(Told(events[: 100 + n])), range(8)))
    assert len(told(tmp_path, Told(events))) == 300
    assert not list(Segments(tmp_path).folder.glob("*.part"))


class Late(Told):
    """While it is read, somebody is forgotten by another process, which writes all anew."""

    folder: Path = Path()

    def read(self, after: int = 0, limit: int = 10_000) -> list[Logged]:
        page = super().read(after, limit)
        if self.gone == 0:
            self.gone, self.events = 1, self.events[1:]
            Segments(self.folder).drop()
            Segments(self.folder).grow(Told(self.events, gone=1))
        return page


def test_what_is_written_late_of_who_is_forgotten_goes(tmp_path: Path) -> None:
    source = Late(log(at(0, "play", "secret"), at(1, "play", "b", BEN)), folder=tmp_path)
    Segments(tmp_path).grow(source)
    assert [row[0] for row in told(tmp_path, Told(source.events, gone=1))] == ["b"]
    for path in (tmp_path / "analysis").rglob("*.parquet"):
        assert b"secret" not in path.read_bytes()


def test_segments_of_an_earlier_version_go(tmp_path: Path) -> None:
    folder = tmp_path / "analysis"
    folder.mkdir()
    (folder / "generation").write_text("0")
    (folder / "events-000000000000000-000000000000009.parquet").write_text("old")
    assert [row[0] for row in told(tmp_path, Told(log(at(0, "play", "a"))))] == ["a"]
    assert [path.is_dir() for path in folder.iterdir()] == [True]


def test_who_is_forgotten_is_in_no_segment(tmp_path: Path) -> None:
    source = Told(log(at(0, "play", "a"), at(1, "play", "b", BEN)))
    assert len(told(tmp_path, source)) == 2
    source.events, source.gone = source.events[1:], 1
    assert [row[0] for row in told(tmp_path, source)] == ["b"]


def test_the_share_with_its_interval(tmp_path: Path) -> None:
    """Forty people start four films each; every other person takes all from rows."""
    events = []
    for user in range(1, 41):
        for number in range(4):
            minute = number * 24 * 60
            carries = {"recommendation": f"p{user}.0.0"} if user % 2 else {}
            events += [
                at(minute, "play", f"f{number}", user, **carries),
                at(minute + 1, "progress", f"f{number}", user),
            ]
    found = share_of(
        tmp_path, Told(log(*events), [page(u, f"p{u}") for u in range(1, 41)]), OutcomesConfig()
    )
    assert found.people == 40 and found.total.starts == 160 and found.total.recommended_starts == 80
    share = found.starts
    assert share.share == 0.5 and share.low is not None and share.high is not None
    # 40 people, not 160 starts: 1.96 * sqrt(0.25 / 40) = 0.155, and a little for n - 1.
    assert share.high - share.share == pytest.approx(0.157, abs=0.002)
    assert found.hours.share == 0.5 and found.total.hours == pytest.approx(160 / 60, abs=0.001)
    assert [day.starts for day in found.days] == [40] * 4
    assert {one.name: one.starts for one in found.causes} == {"alone": 80, "top_picks": 80}
    assert found.orders.share is None and found.orders.why_not == "There were no orders yet."
    some = share_of(
        tmp_path, Told(log(*events)), OutcomesConfig(), found.days[1].name, found.days[2].name
    )
    assert some.total.starts == 80 and some.since == found.days[1].name


def test_orders_and_revenue(tmp_path: Path) -> None:
    bought = at(5, "purchase", value=2.0, details=Details(price=3.0))
    alone = at(0, "purchase", "other", value=1.0, details=Details(price=6.0))
    found = share_of(tmp_path, Told(log(SEEN, bought, alone), [page(ANN)]), OutcomesConfig())
    assert found.total.orders == 2 and found.orders.share == 0.5
    assert found.total.revenue == 12.0 and found.revenue.share == 0.5
    assert found.revenue.low is None and "One person" in found.revenue.why_not


def test_an_empty_log_has_no_share(tmp_path: Path) -> None:
    found = share_of(tmp_path, Told([]), OutcomesConfig())
    assert found.starts.share is None and found.starts.why_not == "There were no starts yet."
    assert found.total.starts == 0 and found.days == [] and found.since is None
