"""Which picture whom is shown: by chances that are exact, learnt from what people do, and kept."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from msgspec.structs import replace

from matinee.artwork import ArtworkConfig, Bandit, Gallery, PictureRule, Viewer
from matinee.artwork.bandit import FEATURES
from matinee.artwork.chances import best_chances, floored
from matinee.artwork.drawn import look_of
from matinee.catalog import Catalog, Facet
from matinee.records import Artwork, Item, Person, Pictured

ANN, BOB = "Ann Star", "Bob Hero"
FILM = Item(
    "film",
    "Film",
    categories=("Romance", "War"),
    people=(Person(ANN), Person(BOB)),
    artworks=(
        Artwork("ann", "/ann.jpg", tags=(f"person:{ANN}",)),
        Artwork("bob", "/bob.jpg", tags=("bob hero", "war")),
    ),
)
OTHERS = [replace(FILM, item_id=f"other{n}", artworks=()) for n in range(3)]
CATALOG = Catalog((item, 0) for item in (FILM, *OTHERS))


def viewer(visit: str, person: str = "", leaning: float = 0.4, events: int = 30) -> Viewer:
    affinity = np.zeros(len(CATALOG.facets()), np.float32)
    place = CATALOG.facet_id(Facet("person", person))
    if place is not None:
        affinity[place] = leaning
    return Viewer(visit, affinity, events, "tv")


def share(gallery: Gallery, artwork: str, who: str = "", n: int = 300, **more: int) -> float:
    """How often an artwork of the film is drawn over many visits."""
    shown = [
        gallery.choose([FILM], viewer(f"{artwork}{who}{one}", who, **more)) for one in range(n)
    ]
    return sum(one[0] is not None and one[0].choice.artwork_id == artwork for one in shown) / n


def test_chances_are_those_of_thompson_sampling() -> None:
    rng = np.random.default_rng(1)
    means, deviations = rng.normal(0, 1, (40, 5)), rng.uniform(0.2, 2, (40, 5))
    there = rng.random((40, 5)) < 0.8
    there[:, 0] = True
    chances = best_chances(means, deviations, there)
    draws = rng.normal(size=(20_000, 40, 5)) * deviations + means
    best = np.where(there, draws, -np.inf).argmax(axis=2)
    sampled = np.stack([(best == arm).mean(axis=0) for arm in range(5)], axis=1)
    assert np.abs(chances - sampled).max() < 0.025
    assert np.allclose(chances.sum(axis=1), 1) and not chances[~there].any()
    for means_of, deviations_of in (((0, -1), (0.03, 1)), ((0, -2), (0.01, 1)), ((0, 0), (1, 0.1))):
        known_and_new = np.array([means_of], np.float64), np.array([deviations_of], np.float64)
        told = best_chances(*known_and_new, np.ones((1, 2), bool))[0, 1]
        apart = (means_of[1] - means_of[0]) / np.hypot(*deviations_of)
        truth = NormalDist().cdf(float(apart))
        assert told == pytest.approx(truth, abs=0.03)
    held = floored(chances, there, 0.05)
    assert held[there].min() >= 0.05 and np.allclose(held.sum(axis=1), 1)
    assert np.allclose(
        floored(chances, there, 0.9)[there], (1 / there.sum(axis=1))[:, None].repeat(5, 1)[there]
    )


def test_the_logged_propensity_is_the_chance_of_the_draw() -> None:
    gallery = Gallery(CATALOG, Bandit())
    told = [gallery.choose([FILM], viewer(f"v{n}", ANN))[0] for n in range(2_000)]
    by_art: dict[str, set[float]] = {}
    for one in told:
        assert one is not None
        by_art.setdefault(one.choice.artwork_id, set()).add(one.choice.propensity)
    assert {name: len(chances) for name, chances in by_art.items()} == {"ann": 1, "bob": 1}
    (chance,) = by_art["ann"]
    (other,) = by_art["bob"]
    assert chance + other == pytest.approx(1, abs=1e-5)
    drawn = sum(one is not None and one.choice.artwork_id == "ann" for one in told) / len(told)
    assert drawn == pytest.approx(chance, abs=0.03)


def test_a_fan_sees_their_star_before_anything_was_learnt_and_a_newcomer_either() -> None:
    gallery = Gallery(CATALOG, Bandit())
    assert share(gallery, "ann", ANN) > 0.65 and share(gallery, "bob", BOB) > 0.65
    assert 0.35 < share(gallery, "ann", events=0) < 0.65


def follow(gallery: Gallery, n: int, seed: int = 0) -> Gallery:
    """n visits of fans of either and newcomers: fans take the picture of their star at 0.3, else at
    0.05; newcomers take Bob's at 0.2 and Ann's at 0.05."""
    rng = np.random.default_rng(seed)
    for visit in range(n):
        who = (ANN, BOB, "")[visit % 3]
        picked = gallery.choose([FILM], viewer(f"s{seed}v{visit}", who, events=30 if who else 0))[0]
        assert picked is not None and picked.seen is not None
        hers = picked.choice.artwork_id == "ann"
        chance = {ANN: 0.3 if hers else 0.05, BOB: 0.05 if hers else 0.3, "": 0.05 if hers else 0.2}
        gallery.bandit.observe(picked.seen, None, float(rng.random() < chance[who]))
    return gallery


def test_within_few_impressions_fans_get_theirs_and_newcomers_the_better_one() -> None:
    gallery = follow(Gallery(CATALOG, Bandit()), 300)
    assert share(gallery, "ann", ANN) > 0.8 and share(gallery, "bob", BOB) > 0.8
    assert share(gallery, "bob", events=0) > 0.8


def test_what_wins_clicks_and_loses_viewers_is_shown_less_and_can_be_taken_back() -> None:
    bandit, told_at_once = Bandit(), Bandit()
    gallery = Gallery(CATALOG, bandit)
    rng, lured = np.random.default_rng(3), []
    for visit in range(300):
        picked = gallery.choose([FILM], viewer(f"v{visit}", events=0))[0]
        assert picked is not None and picked.seen is not None
        taken = rng.random() < 0.3
        lures = picked.choice.artwork_id == "ann" and taken
        bandit.observe(picked.seen, None, -0.5 if lures else float(taken))
        told_at_once.observe(picked.seen, None, float(taken))
        lured += [picked.seen] * lures
    assert share(gallery, "ann", events=0) < 0.2
    for seen in lured:  # they stayed after all
        bandit.observe(seen, -0.5, 1.0)
    x, zero = np.zeros((2, len(FEATURES))), np.zeros(2, np.int64)
    arms = np.array(bandit.numbers("film", "Romance", ["ann", "bob"])[0])
    for known, truth in zip(
        bandit.worth(x, arms, zero, zero), told_at_once.worth(x, arms, zero, zero), strict=True
    ):
        assert known == pytest.approx(truth)


def test_a_new_film_starts_with_what_is_known_of_others() -> None:
    """In romances pictures of people lose to those of the genre; in others they do not."""
    bandit = Bandit()
    gallery = Gallery(CATALOG, bandit)
    for visit in range(900):
        for picked in gallery.choose(OTHERS[:2], viewer(f"v{visit}", events=0)):
            assert picked is not None and picked.seen is not None
            bandit.observe(picked.seen, None, float(picked.choice.artwork_id == "drawn-genre"))
    fresh = [gallery.choose([OTHERS[2]], viewer(f"w{n}", events=0))[0] for n in range(100)]
    assert sum(one is not None and one.choice.artwork_id == "drawn-genre" for one in fresh) > 75


def test_why_this_picture_is_told() -> None:
    gallery = Gallery(CATALOG, Bandit())
    told = [gallery.choose([FILM], viewer(f"v{n}", ANN))[0] for n in range(600)]
    why = {one.choice.artwork_id: one.why() for one in told if one is not None}
    assert why["ann"] == f"It shows {ANN}, whose titles you lean to"
    assert ANN not in why["bob"]
    single = gallery.choose(
        [replace(FILM, item_id="one", artworks=FILM.artworks[:1])], viewer("x")
    )[0]
    assert single is not None and single.why() == "The only picture there is"


def test_nothing_changes_during_a_visit() -> None:
    gallery = Gallery(CATALOG, Bandit())
    before = gallery.choose([FILM, *OTHERS], viewer("here", ANN))
    follow(gallery, 200)
    assert gallery.choose([*OTHERS, FILM], viewer("here", BOB)) == [*before[1:], before[0]]


def test_chances_move_no_further_than_the_limit_from_visit_to_visit() -> None:
    """A person turns from one star to the other: the chances follow in steps, and what is logged
    is what was drawn by."""
    gallery = Gallery(CATALOG, Bandit(ArtworkConfig(most_change=0.2, boldness=0.01)))
    tastes = [*[ANN] * 2, *[BOB] * 6]
    chances = []
    for visit, star in enumerate(tastes):
        of_person = replace(viewer(f"v{visit}", star), person="p")
        drawn = gallery.choose([FILM], of_person)[0]
        assert drawn is not None
        mine = drawn.choice.propensity
        chances.append(mine if drawn.choice.artwork_id == "ann" else 1 - mine)
    steps = np.abs(np.diff(chances))
    assert steps[1:].max() <= 0.2 + 1e-6 and chances[1] > 0.9 and chances[-1] < 0.1
    free = Gallery(CATALOG, Bandit(ArtworkConfig(most_change=1.0, boldness=0.01)))
    first, second = (
        free.choose([FILM], replace(viewer(f"v{star}", star), person="p"))[0] for star in (ANN, BOB)
    )
    assert first is not None and second is not None
    assert {first.choice.artwork_id, second.choice.artwork_id} == {"ann", "bob"}


def test_a_picture_that_is_taken_away_is_not_kept() -> None:
    gallery = Gallery(CATALOG, Bandit())
    before = gallery.choose([FILM], viewer("here"))[0]
    assert before is not None
    left = tuple(one for one in FILM.artworks if one.artwork_id != before.choice.artwork_id)
    changed = replace(FILM, artworks=(*left, Artwork("new", "/new.jpg")))
    after = gallery.choose([changed], viewer("here"))[0]
    assert after is not None and after.choice.artwork_id != before.choice.artwork_id


def test_lost_viewers_do_not_pass_for_certainty() -> None:
    """Two pictures that are alike: whatever clicks lose, neither is thought to be surely better."""
    rng = np.random.default_rng(2)
    for lost in (0.0, 0.1):
        bandit = Bandit()
        gallery = Gallery(CATALOG, bandit)
        for visit in range(1_000):
            picked = gallery.choose([FILM], viewer(f"v{visit}", events=0))[0]
            assert picked is not None and picked.seen is not None
            dice = rng.random()
            bandit.observe(picked.seen, None, 1.0 if dice < 0.05 else -0.5 * (dice < 0.05 + lost))
        assert bandit.known().rate == pytest.approx(0.05, abs=0.02)
        x, zero = np.zeros((2, len(FEATURES))), np.zeros(2, np.int64)
        arms = np.array(bandit.numbers("film", "Romance", ["ann", "bob"])[0])
        means, deviations = bandit.worth(x, arms, zero, zero)
        assert abs(float(means[0] - means[1])) < 4 * float(deviations.min())


def test_editors_pin_and_forbid() -> None:
    pin = ArtworkConfig(rules=(PictureRule(item="film", artwork="bob"),))
    assert share(Gallery(CATALOG, Bandit(pin)), "bob", ANN, n=20) == 1
    forbid = ArtworkConfig(rules=(PictureRule(item="film", artwork="ann", forbid=True),))
    assert share(Gallery(CATALOG, Bandit(forbid)), "ann", ANN, n=20) == 0
    both = tuple(PictureRule(item="film", artwork=name, forbid=True) for name in ("ann", "bob"))
    assert Gallery(CATALOG, Bandit(ArtworkConfig(rules=both))).choose([FILM], viewer("v"))[0]
    gone = ArtworkConfig(rules=(PictureRule(item="film", artwork="of before"),))
    assert 0 < share(Gallery(CATALOG, Bandit(gone)), "bob", n=40) < 1


def test_items_with_one_picture_keep_it_and_drawing_can_be_switched_off() -> None:
    one = replace(FILM, artworks=FILM.artworks[:1])
    picked = Gallery(CATALOG, Bandit()).choose([one], viewer("v"))[0]
    assert picked is not None and picked.seen is None
    assert (picked.choice.artwork_id, picked.choice.propensity) == ("ann", 1.0)
    bare = OTHERS[0]
    drawn = Gallery(CATALOG, Bandit()).choose([bare], viewer("v"))[0]
    assert drawn is not None and drawn.choice.url.startswith("v1/pictures/")
    assert drawn.choice.color == look_of(bare).colour
    assert Gallery(CATALOG, Bandit(ArtworkConfig(drawn=False))).choose([bare], viewer("v")) == [
        None
    ]


def test_features_of_a_later_version_are_passed_over() -> None:
    bandit = Bandit()
    for length, seen in ((len(FEATURES) + 1, 0), (len(FEATURES), 1), (len(FEATURES) - 1, 2)):
        x = np.zeros(length, np.float16).tobytes()
        bandit.observe(Pictured("film", "Romance", "ann", x), None, 1.0)
        assert bandit.seen == seen, "later ones are not known, earlier ones knew less"


def test_what_shows_a_mood_may_do_better_at_night() -> None:
    """By day people take the one with the star, late at night the one with the mood."""
    moody = replace(
        FILM,
        item_id="moody",
        moods=("Dark",),
        artworks=(
            Artwork("ann", "/ann.jpg", tags=(f"person:{ANN}",)),
            Artwork("dark", "/dark.jpg", tags=("mood:Dark",)),
        ),
    )
    catalog = Catalog((item, 0) for item in (moody,))
    gallery, rng = (
        Gallery(catalog, Bandit(ArtworkConfig(boldness=1.0, floor=0.1))),
        np.random.default_rng(1),
    )

    def met(visit: str, hour: int) -> str:
        affinity = np.zeros(len(catalog.facets()), np.float32)
        picked = gallery.choose([moody], Viewer(visit, affinity, 30, "tv", hour=hour))[0]
        assert picked is not None and picked.seen is not None
        shown = picked.choice.artwork_id
        likes = shown == ("dark" if hour == 23 else "ann")
        gallery.bandit.observe(picked.seen, None, float(rng.random() < (0.4 if likes else 0.1)))
        return shown

    for visit in range(1_500):
        met(f"v{visit}", 23 if visit % 2 else 14)
    late = [met(f"late{n}", 23) for n in range(200)].count("dark")
    noon = [met(f"noon{n}", 14) for n in range(200)].count("dark")
    assert late > noon + 60


def test_after_a_picture_was_forbidden_the_next_is_drawn_anew() -> None:
    """Those who had the forbidden one get any of the others, by the chances that are logged."""
    item = replace(FILM, artworks=tuple(Artwork(name, f"/{name}") for name in "abc"))
    gallery = Gallery(Catalog([(item, 0)]), Bandit())
    before, after = {}, {}
    for number in range(600):
        drawn = gallery.choose([item], viewer(f"v{number}"))[0]
        assert drawn is not None
        before[number] = drawn.choice.artwork_id
    gallery.rule([PictureRule(item="film", artwork="a", forbid=True)])
    for number in range(600):
        drawn = gallery.choose([item], viewer(f"v{number}"))[0]
        assert drawn is not None
        after[number] = drawn.choice.artwork_id
    assert all(after[n] == before[n] for n in before if before[n] != "a")
    moved = [after[n] for n in before if before[n] == "a"]
    assert 0.35 < moved.count("b") / len(moved) < 0.65
    assert gallery.values("film", "a") == (), "it has no tags"


def test_what_a_forbidden_picture_showed_is_still_known() -> None:
    gallery = Gallery(CATALOG, Bandit())
    gallery.rule([PictureRule(item="film", artwork="ann", forbid=True)])
    assert f"person:{ANN}" in gallery.values("film", "ann")
