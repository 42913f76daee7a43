"""What is kept by day is what would be computed anew, and little is computed again."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from msgspec import Struct, field
from msgspec.structs import replace

from matinee.analysis.daily import Outcomes, outcomes_of
from matinee.analysis.facts import Facts, Kind
from matinee.analysis.segments import Segments
from matinee.analysis.share import ViewingShare, share_of
from matinee.analysis.success import SuccessMap, success_map
from matinee.outcomes import OutcomesConfig
from matinee.records import Decision, Details, Event, Logged, Placed, ServedRow
from tests.analysis.test_causes import Told
from tests.making import DAY, NOW

RULES = OutcomesConfig()
PEOPLE, DAYS, A_ROW = 8, 24, 4
MINUTE = 60_000
KINDS = ("impression", "dwell", "play", "progress", "progress", "pause", "resume", "complete",
         "purchase", "search", "message_clicked", "rate")  # fmt: skip
SEEING = ("impression", "dwell")


def history(seed: int, size: int = 1500) -> Told:
    """Things that happen at any time of some weeks, and some that arrive days late."""
    chance = np.random.default_rng(seed)
    decisions = [served(f"p{n}", n % PEOPLE + 1, NOW + n * DAY // 4, chance) for n in range(96)]
    events = []
    for _ in range(size):
        page = int(chance.integers(0, len(decisions)))
        decision = decisions[page]
        time = decision.time + int(chance.exponential(6 * 60) * MINUTE)
        user, column = decision.user, int(chance.integers(0, A_ROW))
        item = decision.rows[0].items[column].item
        kind = str(chance.choice(KINDS))
        carries = f"p{page}.0.{column}" if kind in SEEING or page % 3 == 0 else None
        if kind not in SEEING and chance.random() < 0.3:
            user, carries = int(chance.integers(1, PEOPLE + 1)), None
        late = 5 * DAY * (chance.random() < 0.05)
        details = Details(duration_s=1800.0, price=2.0)
        event = Event(kind, time, item, 3.0, "tv", 60, carries, details=details)
        events.append((time + late, user, event))
    ordered = sorted(events, key=lambda one: one[0])
    return Told(
        [Logged(n, user, event) for n, (_, user, event) in enumerate(ordered, 1)], decisions
    )


def served(name: str, user: int, time: int, chance: np.random.Generator) -> Decision:
    """A page of f3 and of what is new that week, which sorts before what there was."""
    week = (time - NOW) // (7 * DAY)
    titles = ["f3", *(f"{'zyxw'[week]}{number}" for number in range(10))]
    items = chance.choice(titles, A_ROW, replace=False).tolist()
    placed = tuple(Placed(item, "x", 1.0, f"{item}-a", 0.5) for item in items)
    row = ServedRow("top", "top_picks", 0, 0, placed)
    return Decision(name, 0, user, time, "tv", "home", "m", "s:1", (row,))


class Figures(Struct):
    """Everything that is told of a log."""

    whole: SuccessMap
    one: SuccessMap
    share: ViewingShare
    days: Outcomes


def told(folder: Path, source: Told, rules: OutcomesConfig = RULES) -> Figures:
    return Figures(
        success_map(folder, source, rules, most=1000),
        success_map(folder, source, rules, item="f3"),
        share_of(folder, source, rules),
        outcomes_of(folder, source, rules),
    )


def kept(folder: Path) -> dict[str, set[str]]:
    """Days with a file, of each kind of facts."""
    found: dict[str, set[str]] = {"sights": set(), "starts": set(), "hours": set()}
    for path in Segments(folder).folder.glob("facts-*/*.parquet"):
        kind, _, rest = path.name.partition("-")
        found[kind].add(rest)
    return found


@pytest.mark.parametrize(
    ("seed", "rules"),
    [
        (0, RULES),
        (1, replace(RULES, seen_hours=50.0, start_gap_hours=30.0)),
        (2, replace(RULES, resume_days=2.5)),
    ],
)
def test_day_by_day_is_as_at_once(seed: int, rules: OutcomesConfig, tmp_path: Path) -> None:
    """Whatever comes late or is new, and whoever turns out to be one: what is told is what a look
    at the whole log tells."""
    whole = history(seed)
    same = [(2, 1), (5, 4), (7, 4)]
    growing = Told([], whole.decisions)
    stretches = np.array_split(np.arange(len(whole.events)), 7)
    for number, stretch in enumerate(stretches):
        growing.events += [whole.events[at] for at in stretch]
        growing.same = same[: number // 2]
        step = tmp_path / f"{number}"
        afresh = Told(list(growing.events), whole.decisions, growing.same)
        assert told(tmp_path / "growing", growing, rules) == told(step, afresh, rules)
    found = told(tmp_path / "growing", growing, rules)
    assert found.share.total.starts > 100 and found.share.total.recommended_starts > 30
    assert found.whole.sights > 150 and found.whole.taken > 20
    assert any(cell.kind == "title with picture" for cell in found.one.cells)


def test_a_new_day_costs_itself_and_the_last_ones(tmp_path: Path) -> None:
    source = history(1)
    last = max(logged.event.time for logged in source.events)
    told(tmp_path, source)
    before = kept(tmp_path)
    assert len(before["sights"]) >= DAYS - 1
    event = Event("play", last + DAY, "f1", 0.0, "tv", 60)
    source.events.append(Logged(len(source.events) + 1, 1, event))
    told(tmp_path, source)
    new = {kind: files - before[kind] for kind, files in kept(tmp_path).items()}
    assert (len(new["sights"]), len(new["starts"])) == (0, 1), "nothing was seen that day"
    assert 1 <= len(new["hours"]) <= 8, "of starts of the last week somebody may have watched more"


def test_a_late_event_costs_the_days_that_it_touches(tmp_path: Path) -> None:
    source = history(1)
    told(tmp_path, source)
    before = kept(tmp_path)
    event = Event("impression", NOW + 9 * DAY, "f1", 900.0, "tv", 60, "p30.0.1")
    source.events.append(Logged(len(source.events) + 1, 1, event))
    told(tmp_path, source)
    new = {kind: len(files - before[kind]) for kind, files in kept(tmp_path).items()}
    assert new["sights"] == 1 and new["starts"] == 2 and new["hours"] == 9


def test_a_page_of_a_guest_who_did_nothing_that_day(tmp_path: Path) -> None:
    """Made for a guest, seen by the account: of one person once both are one."""
    source = history(1, 200)
    page = Decision("own", 0, 99, NOW + 2 * DAY, "tv", "home", "m", "s:1", source.decisions[0].rows)
    source.decisions.append(page)
    item = page.rows[0].items[0].item
    sight = Event("impression", NOW + 2 * DAY + MINUTE, item, 900.0, "tv", 60, "own.0.0")
    source.events.append(Logged(len(source.events) + 1, 1, sight))
    before = told(tmp_path / "a", source).whole.sights
    source.same = [(99, 1)]
    assert told(tmp_path / "a", source) == told(tmp_path / "b", source)
    assert told(tmp_path / "a", source).whole.sights == before + 1


def test_other_rules_tell_other_things(tmp_path: Path) -> None:
    source = history(1)
    other = replace(RULES, seen_hours=1.0, start_gap_hours=1.0)
    assert told(tmp_path / "a", source, other) != told(tmp_path / "a", source)
    assert told(tmp_path / "a", source, other) == told(tmp_path / "b", source, other)


def test_a_file_that_was_not_finished_is_none(tmp_path: Path) -> None:
    """Killed while it wrote: what it left is not read, and written anew."""
    source = history(1, 200)
    expected = told(tmp_path / "a", source)
    told(tmp_path / "b", source)
    for path in Segments(tmp_path / "b").folder.glob("facts-*/starts-*.parquet"):
        path.rename(path.with_name(f".{path.name}.1-a.part"))
    assert told(tmp_path / "b", source) == expected


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    """A power cut may leave an empty file under a whole one's name."""
    source = history(1, 200)
    expected = told(tmp_path, source)
    for path in Segments(tmp_path).folder.glob("facts-*/starts-*.parquet"):
        path.write_bytes(b"")
    assert told(tmp_path, source) == expected


def test_the_folder_goes_while_facts_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody is forgotten by another process: all is made anew."""
    source = history(1, 200)
    expected = told(tmp_path / "a", source)
    write = Facts._write
    gone: list[Path] = []

    def interrupted(facts: Facts, kind: Kind, day: int, path: Path) -> None:
        if not gone:
            gone.append(path)
            Segments(tmp_path / "b").drop()
        write(facts, kind, day, path)

    monkeypatch.setattr(Facts, "_write", interrupted)
    assert told(tmp_path / "b", source) == expected and gone


class Between(Told):
    """A log that another process has exported to segments, whose places come a moment later."""

    folder: Path = Path()
    withheld: list[Decision] = field(default_factory=list)

    def forgotten(self) -> int:
        if self.withheld and Segments(self.folder).of("events"):
            self.decisions, self.withheld = self.withheld, []
        return self.gone


def test_events_come_with_their_places(tmp_path: Path) -> None:
    source = history(1, 200)
    between = Between(source.events, folder=tmp_path / "b", withheld=source.decisions)
    assert told(tmp_path / "b", between) == told(tmp_path / "a", source)


def test_what_was_replaced_goes_after_a_while(tmp_path: Path) -> None:
    source = history(1, 200)
    told(tmp_path, source)
    old = next(Segments(tmp_path).folder.glob("facts-*/sights-*.parquet"))
    gone, young = (old.with_name(f"sights-{day}-1-0.parquet") for day in (1, 2))
    for path in (gone, young):
        path.write_bytes(old.read_bytes())
    os.utime(gone, (1, 1))
    last = source.events[-1].event
    source.events.append(
        Logged(len(source.events) + 1, 1, replace(last, kind="impression", recommendation="p1.0.1"))
    )
    told(tmp_path, source)
    assert not gone.exists() and young.exists()


def test_events_of_any_time_and_of_nobody_s_page(tmp_path: Path) -> None:
    """Before 1970 and far ahead: each day is one."""
    times = [-DAY // 2, 0, NOW, NOW + 10_000 * DAY]
    events = [
        Logged(n, 1, Event("play", time, f"f{n}", 0.0, "tv", 0)) for n, time in enumerate(times, 1)
    ]
    share = share_of(tmp_path, Told(events), RULES)
    assert share.total.starts == 4
    assert [day.name for day in share.days][:2] == ["1969-12-31", "1970-01-01"]
