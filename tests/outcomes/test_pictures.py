"""From a page to what its pictures earned, and on to the next page; and over a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from matinee.artwork import Bandit
from matinee.home import Request
from matinee.outcomes import OutcomesConfig, PictureLearning
from matinee.records import Artwork, Event, Identity, Item, Message, PageItem, Person, Pictured
from matinee.runtime import Runtime
from matinee.settings import Settings
from matinee.storage.base import Evidence
from tests.making import DAY, NOW

ANN, BOB = "Ann Star", "Bob Hero"
MINUTE = 60_000


def film() -> Item:
    pictures = (
        Artwork("ann", "/ann.jpg", tags=(f"person:{ANN}",)),
        Artwork("bob", "/bob.jpg", tags=(f"person:{BOB}",)),
    )
    people = Person(ANN), Person(BOB)
    return Item("film", "Film", categories=("Romance",), people=people, artworks=pictures)


def catalogue() -> list[Item]:
    """A film with both stars, and five films of each alone."""
    alone = [
        Item(f"{name}{n}", f"{name} {n}", categories=("Drama",), people=(Person(name),))
        for name in (ANN, BOB)
        for n in range(5)
    ]
    return [film(), *alone]


class People:
    """Visitors of a folder's pages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runtime = Runtime(folder, Settings())
        self.runtime.put_items(catalogue(), 0)
        self._sent = 0

    def send(self, user: str, event: Event) -> None:
        self._sent += 1
        identity = Identity(user, True)
        message = Message(f"{self._sent}", identity, event.time, event.time, b"{}", (event,))
        self.runtime.append([message])

    def history(self, user: str, star: str) -> None:
        for n in range(5):
            self.send(user, Event("rate", NOW - DAY, f"{star}{n}", 5.0, "tv"))

    def meets(self, user: str, at: int) -> PageItem:
        """The film as a person's page shows it, and they have seen it there."""
        page = self.runtime.page(Request(user, at, "tv"))
        item = next(one for row in page.rows for one in row.items if one.item_id == "film")
        self.send(user, Event("impression", at, "film", 900.0, "tv", 0, item.recommendation_id))
        return item

    def watches(self, user: str, item: PageItem, at: int, minutes: int) -> None:
        for minute in range(minutes + 1):
            kind = "play" if not minute else "progress"
            time = at + minute * MINUTE
            self.send(user, Event(kind, time, "film", 0.0, "tv", 0, item.recommendation_id))

    def restart(self) -> None:
        self.runtime.close()
        self.runtime = Runtime(self.folder, Settings())


def test_fans_get_their_star_and_newcomers_the_better_picture(tmp_path: Path) -> None:
    """Newcomers stay with Bob's picture and are lured, and lost, by Ann's."""
    people = People(tmp_path)
    for number in range(40):
        user, at = f"new{number}", NOW + number * MINUTE
        item = people.meets(user, at)
        assert item.artwork is not None
        people.watches(user, item, at + 1000, 15 if item.artwork.artwork_id == "bob" else 1)

    def shown(who: str, star: str, n: int = 30) -> list[str]:
        found = []
        for number in range(n):
            if star:
                people.history(f"{who}{number}", star)
            item = people.meets(f"{who}{number}", NOW + 2 * DAY)
            assert item.artwork is not None
            found.append(item.artwork.artwork_id)
        return found

    assert shown("late", "").count("bob") > 24
    people.restart()  # what was learnt is still there
    assert shown("later", "").count("bob") > 24
    assert shown("hers", ANN).count("ann") > shown("his", "", 30).count("ann")
    people.runtime.close()


def test_a_fan_is_shown_their_star(tmp_path: Path) -> None:
    people = People(tmp_path)
    for star, artwork in ((ANN, "ann"), (BOB, "bob")):
        drawn = []
        for number in range(40):
            people.history(f"{artwork}{number}", star)
            item = people.meets(f"{artwork}{number}", NOW)
            assert item.artwork is not None
            drawn.append(item.artwork.artwork_id == artwork)
        assert sum(drawn) > 26
    people.runtime.close()


def test_the_decision_logs_what_was_drawn_with_its_chance(tmp_path: Path) -> None:
    people = People(tmp_path)
    item = people.meets("p", NOW)
    assert item.artwork is not None
    page, row, column = item.recommendation_id.split(".")
    people.runtime.store.flush()
    decision = people.runtime.store.decisions.decisions(page)[0]
    placed = decision.rows[int(row)].items[int(column)]
    assert placed.artwork == item.artwork.artwork_id
    assert placed.artwork_propensity == item.artwork.propensity
    again = people.meets("p", NOW + MINUTE)
    assert again.artwork == item.artwork, "the picture stays while the person does"
    people.runtime.close()


@pytest.mark.parametrize(
    ("happened", "reward"),
    [
        ({}, 0.0),
        ({"clicked": True}, 0.0),
        ({"first_play": 1, "watched_s": 30.0}, -0.5),
        ({"first_play": 1, "watched_s": 200.0}, 0.0),
        ({"first_play": 1, "watched_s": 700.0}, 1.0),
        ({"first_play": 1, "watched_s": 30.0, "completed": True}, 1.0),
        ({"first_play": 1, "watched_s": 700.0, "stars": 1.0}, -0.5),
        ({"hidden": True}, -0.5),
        ({"purchased": True}, 1.0),
    ],
)
def test_rewards(happened: dict[str, object], reward: float) -> None:
    known = {"page_id": "p", "row": 0, "column": 0, "user": 1, "item": "film", "row_kind": "new"}
    evidence = Evidence(**known, served=NOW, seen=True, duration_s=6000.0, **happened)  # type: ignore[arg-type]
    assert PictureLearning(Bandit(), OutcomesConfig()).reward(evidence) == reward


def test_evidence_of_before_pictures_were_learnt_from_is_read() -> None:
    bandit = Bandit()
    known = {"page_id": "p", "row": 0, "column": 0, "user": 1, "item": "film", "row_kind": "new"}
    unseen = Evidence(**known, served=NOW, picture=Pictured("film", "", "ann", b""))  # type: ignore[arg-type]
    learning = PictureLearning(bandit, OutcomesConfig())
    for evidence in (Evidence(**known, served=NOW, seen=True), unseen):  # type: ignore[arg-type]
        learning.learn(None, evidence)
    assert bandit.seen == 0
