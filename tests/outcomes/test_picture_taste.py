"""Taste in pictures: what a person responds to becomes part of their profile, with its evidence,
and serves the choice of pictures and the ranking of titles they were never shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from matinee.catalog import Catalog
from matinee.home import Request
from matinee.profiles import PictureTaste, Profile, ProfilesConfig
from matinee.profiles.explain import explain
from matinee.ranking import FEATURES
from matinee.records import Artwork, Event, Item, PageItem
from tests.making import DAY, NOW
from tests.outcomes.test_pictures import MINUTE, People

SEA, CITY = "object:boat", "object:car"


def film(number: int, *shown: str) -> Item:
    pictures = (
        Artwork(tag[7:], f"/{number}-{tag[7:]}.jpg", tags=(tag, "look:warm")) for tag in shown
    )
    return Item(f"f{number}", f"Film {number}", categories=("Drama",), artworks=tuple(pictures))


class Visitors(People):
    """People who stay for boats and pass by cars."""

    def visit(self, user: str, at: int, *, stays_for: str) -> list[PageItem]:
        page = self.runtime.page(Request(user, at, "tv", rows=4, columns=6))
        items = [item for row in page.rows for item in row.items]
        for number, item in enumerate(items):
            when = at + number * 40 * MINUTE
            self.send(
                user,
                Event("impression", when, item.item_id, 900.0, "tv", 0, item.recommendation_id),
            )
            if item.artwork is not None and item.artwork.artwork_id == stays_for:
                for minute in (0, *range(1, 16)):
                    kind = "progress" if minute else "play"
                    time = when + minute * MINUTE
                    self.send(
                        user, Event(kind, time, item.item_id, 0.0, "tv", 0, item.recommendation_id)
                    )
        return items


def share(items: list[PageItem], wanted: str) -> float:
    return float(
        np.mean([item.artwork is not None and item.artwork.artwork_id == wanted for item in items])
    )


def test_what_is_responded_to_is_told_used_and_forgotten(tmp_path: Path) -> None:
    people = Visitors(tmp_path)
    films = [film(number, SEA, CITY) for number in range(40)]
    fresh = [film(100, SEA), film(101, CITY), film(102)]
    people.runtime.put_items([*films, *fresh], 0)
    for day in range(5):
        people.visit("sailor", NOW + day * DAY, stays_for="boat")
        people.visit("driver", NOW + day * DAY, stays_for="car")
    runtime, later = people.runtime, NOW + 6 * DAY
    told = {
        line.value: line
        for line in explain(
            "sailor", runtime.profile("sailor"), runtime.catalog, later, runtime.settings.profiles
        ).lines
        if line.feature == "picture"
    }
    boats = told[SEA]
    assert boats.strength is not None and boats.strength > 0.3
    assert "You respond to pictures with a boat in them" in boats.text and boats.evidence
    leanings = runtime.profile("sailor").pictures.leanings()
    assert leanings.get(CITY, 0.0) < leanings[SEA] - 0.3
    assert leanings["look:warm"] < leanings[SEA], "all these pictures are warm: that says less"

    shown = people.visit("sailor", later, stays_for="")
    assert share(shown, "boat") > share(people.visit("driver", later, stays_for=""), "boat") + 0.2

    def ranked(user: str) -> list[float]:
        profile = runtime.profile(user)
        items = runtime.catalog.indices(["f100", "f101", "f102"])
        return [float(one) for one in profile.pictures.scores(runtime.catalog, items)]

    boat, car, none = ranked("sailor")
    assert boat > car + 0.3 and none == 0 and "pictures" in FEATURES
    assert ranked("driver")[1] > ranked("driver")[0] + 0.3

    before, body = runtime.profile("sailor").pictures, runtime.profile("sailor").encode()
    people.restart()
    assert people.runtime.profile("sailor").pictures == before, "it is drawn from the evidence"
    assert people.runtime.profile("sailor").encode() == body
    people.runtime.forget("sailor", later)
    assert people.runtime.profile("sailor").pictures == PictureTaste()
    people.runtime.close()


def test_what_is_passed_by_is_told_too() -> None:
    profile = Profile(1)
    for number in range(10):
        profile.pictures.learn([SEA], f"f{number}", None, 1.0)
        profile.pictures.learn([CITY, "shows:person"], f"f{number}", None, 0.0)
    told = explain("ann", profile, Catalog(), NOW, ProfilesConfig()).lines
    texts = [line.text for line in told if line.feature == "picture"]
    assert "You respond to pictures with a boat in them: 10 of 10 seen won you" in texts
    assert "You pass by pictures with a car in them: 0 of 10 seen won you" in texts
    assert "You pass by pictures that stress the person: 0 of 10 seen won you" in texts


def test_a_guest_brings_their_taste_along(tmp_path: Path) -> None:
    people = Visitors(tmp_path)
    people.runtime.put_items([film(number, SEA, CITY) for number in range(40)], 0)
    people.visit("sailor", NOW, stays_for="boat")
    runtime = people.runtime
    user = runtime.store.log.find_user("sailor")
    assert user is not None
    held = runtime.profiles.get(user).pictures
    runtime.profiles.drop(user)
    assert runtime.profiles.get(user).pictures == held, "read anew it is the same"
    runtime.close()


def test_a_reward_is_taken_back() -> None:
    taste = PictureTaste()
    for number in range(10):
        taste.learn([SEA], f"f{number}", None, 1.0 if number < 5 else 0.0)
        taste.learn([CITY], f"f{number}", None, 0.0)
    assert taste.tallies[SEA].won == 5 and taste.tallies[SEA].taken[-1] == "f4"
    assert taste.leanings()[SEA] > 0.3 and taste.leanings()[CITY] < -0.3
    for number in range(5):
        taste.learn([SEA], f"f{number}", 1.0, -0.5)
    assert taste.tallies[SEA].won == 0 and not taste.tallies[SEA].taken
    assert taste.leanings()[SEA] < 0 and taste.seen == 20
