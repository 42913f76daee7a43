"""The success map finds what was planted, with whom it was, and neither luck nor the unseen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matinee.analysis.findings import Cell, Misleading, findings, of_pictures
from matinee.analysis.success import SuccessMap, found, shrunk, success_map
from matinee.outcomes import OutcomesConfig
from matinee.outcomes.performance import misleading
from matinee.records import Decision, Event, Item, Logged, Placed, ServedRow
from tests.analysis.test_causes import Told
from tests.making import DAY, NOW

MINUTE = 60_000
NOON: dict[str, int] = {}
TITLES = [f"t{n}" for n in range(20)]


def audience(
    rate_of: dict[tuple[str, str], float], people: int, seed: int, hours: dict[str, int] = NOON
) -> Told:
    """People who see twenty titles in two rows, on two devices; every title is taken at 10 %, but
    for what `rate_of` says of (title, device) or of (title, picture): each has two, "a" and "b",
    but for t0, which has one. `hours` are those of the devices, after noon."""
    chance = np.random.default_rng(seed)
    events: list[Logged] = []
    decisions = []

    def add(user: int, event: Event) -> None:
        events.append(Logged(len(events) + 1, user, event))

    for user in range(1, people + 1):
        device, order = ("tv", "phone")[user % 2], chance.permutation(TITLES).tolist()
        now = NOW - NOW % DAY + (12 + hours.get(device, 0)) * 60 * MINUTE
        rows = tuple(
            ServedRow(kind, kind, n, 0, tuple(pictured(item, chance) for item in part))
            for n, (kind, part) in enumerate((("top_picks", order[:10]), ("trending", order[10:])))
        )
        decisions.append(Decision(f"p{user}", 0, user, NOW, device, "home", "m", "s:1", rows))
        for row in rows:
            for column, placed in enumerate(row.items):
                name, item = f"p{user}.{row.position}.{column}", placed.item
                add(user, Event("impression", now, item, 900.0, device, 0, name))
                usual = rate_of.get((item, placed.artwork or ""), 0.1)
                if chance.random() < rate_of.get((item, device), usual):
                    add(user, Event("play", now + MINUTE, item, 0.0, device, 0, name))
                    for minute in range(2, 5):
                        time = now + minute * MINUTE
                        add(user, Event("progress", time, item, 0.0, device, 0, name))
    return Told(events, decisions)


def pictured(item: str, chance: np.random.Generator) -> Placed:
    if item == "t0":
        return Placed(item, "x", 1.0, "a")
    return Placed(item, "x", 1.0, str(chance.choice(["a", "b"])), 0.5)


def named(told: SuccessMap, kind: str, finding: str) -> list[Cell]:
    return [cell for cell in told.cells if cell.kind == kind and cell.finding == finding]


def test_a_gem_and_a_failure_are_found_and_with_whom(tmp_path: Path) -> None:
    planted = {
        ("t3", "tv"): 0.3,
        ("t3", "phone"): 0.3,
        ("t7", "tv"): 0.01,
        ("t7", "phone"): 0.01,
        ("t9", "phone"): 0.4,
    }
    told = success_map(tmp_path, audience(planted, 600, 1), OutcomesConfig())
    assert told.sights == 12_000 and told.taken > 1_000
    winners, failures = named(told, "title", "winner"), named(told, "title", "failure")
    assert {cell.item for cell in winners} >= {"t3", "t9"} and winners[0].item == "t3"
    assert failures[0].item == "t7" and failures[0].high < 0.5
    gem = winners[0]
    assert (
        gem.seen == 600
        and gem.kept == gem.taken
        and gem.low > 1.8
        and gem.low < gem.rate < gem.high
    )
    (only,) = named(told, "title on device", "winner")
    assert (only.item, only.within) == ("t9", "phone")
    parts = {cell.item for cell in named(told, "title on device", "failure")}
    assert parts <= {"t9"}, "t7 fails everywhere alike: no device of its own is to blame"
    kinds = [cell for cell in told.cells if cell.kind == "rows"]
    assert {cell.within for cell in kinds} == {"top_picks", "trending"}


@pytest.mark.parametrize("seed", range(4))
def test_where_nothing_is_planted_hardly_anything_is_found(tmp_path: Path, seed: int) -> None:
    told = success_map(tmp_path, audience({}, 300, seed), OutcomesConfig())
    assert sum(cell.finding != "" for cell in told.cells) <= 2


def test_neither_luck_nor_the_unseen_lead() -> None:
    """Two of two is luck, none of none is nothing, 30 where 10 were expected is something."""
    taken, expected = np.array([2.0, 0.0, 30.0]), np.array([0.2, 0.0, 10.0])
    rates, lows, highs = shrunk(taken, expected, 1.0)
    assert lows.argmax() == 2 and lows[0] < 1 < rates[0]
    assert rates[1] == 1 and lows[1] < 0.5 and highs[1] > 1.5
    assert found(taken, expected)[1:] == ["", "winner"]
    assert found(np.array([10.0] * 50), np.array([10.0] * 50)) == [""] * 50


def test_a_sight_counts_once_and_a_later_start_is_tied_to_it(tmp_path: Path) -> None:
    rows = (ServedRow("top", "top_picks", 0, 0, (Placed("film", "x", 1.0),)),)
    page = Decision("p", 0, 1, NOW - DAY, "tv", "home", "m", "s:1", rows)
    seen = [Event("impression", NOW + n, "film", 900.0, "tv", 0, "p.0.0") for n in range(3)]
    start = Event("play", NOW + MINUTE, "film", 0.0, "tv")
    events = [Logged(n, 1, event) for n, event in enumerate([*seen, start], 1)]
    told = success_map(tmp_path, Told(events, [page]), OutcomesConfig())
    assert told.sights == 1 and told.taken == 1
    (row,) = told.cells
    assert row.taken == 1 and row.kept == 0 and row.finding == ""


def test_findings_are_sentences(tmp_path: Path) -> None:
    """A gem that few have seen, a dead row, and a title that fails in the evening."""
    planted = {("t3", "tv"): 0.35, ("t3", "phone"): 0.35, ("t9", "tv"): 0.0}
    log = audience(planted, 500, 3, {"tv": 7})
    dropped = {e.seq for e in log.events if e.event.item == "t3" and e.user > 200}
    log.events = [e for e in log.events if e.seq not in dropped]
    told = success_map(tmp_path, log, OutcomesConfig(), [Item("t3", "Gem"), Item("t9", "Dud")])
    sentences = {one.item: one for one in told.findings if one.within is None}
    assert sentences["t3"].kind == "hidden"
    assert sentences["t3"].sentence.startswith("Gem is taken ")
    assert "of 200 sights), and seen less than most (500)" in sentences["t3"].sentence
    at = [one for one in told.findings if one.item == "t9" and one.within == "evening"]
    assert at and at[0].kind == "failure" and "Dud in the evening is taken" in at[0].sentence
    rows = Cell("rows", None, "trending", 900, 9, 9, 90.0, 0.1, 0.05, 0.2, "failure")
    (dead,) = findings([rows], 1.0)
    assert dead.kind == "dead weight" and "Rows of kind trending are taken 0.10" in dead.sentence
    (picture,) = of_pictures([Misleading("t9", "a", 20, 15, 0.3)], {"t9": "Dud"})
    assert picture.sentence == (
        "A picture of Dud misleads: 15 of 20 who started it from there left again, next to 30% of "
        "other pictures."
    )


def test_a_taste_is_of_what_else_was_taken(tmp_path: Path) -> None:
    """Half of the people take dramas, half comedies; one drama speaks to lovers of comedies."""
    chance = np.random.default_rng(1)
    log = audience({}, 0, 1)
    items = [Item(t, t, categories=("Drama" if n % 2 else "Comedy",)) for n, t in enumerate(TITLES)]
    kind = {item.item_id: item.categories[0] for item in items}
    for user in range(1, 401):
        taste = ("Drama", "Comedy")[user % 2]
        placed = tuple(Placed(t, "x", 1.0) for t in TITLES)
        row = ServedRow("top", "top_picks", 0, 0, placed)
        log.decisions.append(Decision(f"p{user}", 0, user, NOW, "tv", "h", "m", "s", (row,)))
        for column, item in enumerate(TITLES):
            name, fits = f"p{user}.0.{column}", kind[item] == taste
            log.events.append(
                Logged(
                    len(log.events) + 1, user, Event("impression", NOW, item, 900.0, "tv", 0, name)
                )
            )
            rate = (0.1 if fits else 0.6) if item == "t5" else 0.6 if fits else 0.1
            if chance.random() < rate:
                play = Event("play", NOW + MINUTE, item, 0.0, "tv", 0, name)
                log.events.append(Logged(len(log.events) + 1, user, play))
    told = success_map(tmp_path, log, OutcomesConfig(), items)
    cells = {(c.item, c.within): c for c in told.cells if c.kind == "title with taste"}
    assert cells["t5", "Comedy"].finding == "winner" and cells["t5", "Drama"].finding == "failure"
    assert cells["t4", "Comedy"].finding == "winner"
    assert ("t4", "Drama") not in cells or cells["t4", "Drama"].finding == "failure"


def test_pictures_that_mislead() -> None:
    fine = [(f"f{n}", "a", 14, 6) for n in range(20)]
    (found_one,) = misleading([*fine, ("bad", "b", 3, 27), ("few", "c", 0, 5)])
    item, artwork, started, lost, usual = found_one
    assert (item, artwork, started, lost) == ("bad", "b", 30, 27) and 0.3 < usual < 0.4
    assert misleading(fine) == [] and misleading([]) == []


def test_an_empty_map(tmp_path: Path) -> None:
    assert success_map(tmp_path, Told([]), OutcomesConfig()).cells == []


def test_a_picture_that_succeeds_is_found(tmp_path: Path) -> None:
    """Of one title, next to its other picture; nothing is told of a title's only picture."""
    source = audience({("t4", "a"): 0.3, ("t4", "b"): 0.05}, 800, 4)
    told = success_map(tmp_path, source, OutcomesConfig())
    (better,) = named(told, "title with picture", "winner")
    assert (better.item, better.within) == ("t4", "a") and better.low > 1.2
    (worse,) = named(told, "title with picture", "failure")
    assert (worse.item, worse.within) == ("t4", "b")
    (sentence,) = [one for one in told.findings if one.artwork == "a"]
    assert sentence.sentence.startswith("t4 with the picture a is taken") and sentence.item == "t4"
    only = success_map(tmp_path, source, OutcomesConfig(), item="t0")
    assert {cell.kind for cell in only.cells} >= {"title", "title in rows"}
    assert not [cell for cell in only.cells if cell.kind == "title with picture"]
    both = success_map(tmp_path, source, OutcomesConfig(), item="t4")
    whole, *pictures = [c for c in both.cells if c.kind in ("title", "title with picture")]
    assert sum(cell.seen for cell in pictures) == whole.seen == 800
