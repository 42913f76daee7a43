"""Simulated people before the pictures of films: what each way of choosing them loses.

People like a few stars, moods and genres; a picture shows one of these, has a quality of its own,
and a click is followed by staying or leaving, in which it has no say (the response model of
`simulation/response.py`, its frozen assumptions). Pictures and people are many and sparse: most are
met a few times. Regret is the best expected reward among a film's pictures less that of the one
that was chosen; the same dice fall for every policy.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from ..artwork import ArtworkConfig, Bandit, Gallery, Picked, Viewer
from ..artwork.bandit import FEATURES
from ..artwork.crossing import crossed
from ..artwork.shown import options_of
from ..catalog import Catalog
from ..profiles import PictureTaste
from ..records import Artwork, Item, Person
from ..simulation.assumptions import FROZEN
from ..simulation.response import stays, takes

Floats = NDArray[np.float64]
PICTURES = 5
_STARS, _MOODS, _GENRES = 60, 8, 10
_OWN_QUALITY, _STAR_APPEAL, _MOOD_APPEAL = 0.25, 1.5, 0.8
_KNOWN = 0.6
"""Share of people of whom the profile knows something; the others are newcomers."""
_LOST = ArtworkConfig().lost_viewer


class World(Struct, frozen=True, eq=False):
    """People and films. `appeal` (people, films, pictures); `keeps` (people, films): the chance to
    stay; `affinity` (people, facets) is what a profile would know; `events` (people,)."""

    catalog: Catalog
    items: list[Item]
    appeal: Floats
    keeps: Floats
    affinity: NDArray[np.float32]
    events: NDArray[np.int64]

    def rewards(self, person: int, film: int) -> Floats:
        """The expected reward of each picture; (pictures,)."""
        clicks = np.array([takes(one, FROZEN) for one in self.appeal[person, film]])
        kept = self.keeps[person, film]
        return np.asarray(clicks * (kept - _LOST * (1 - kept)))


def world(people: int, films: int, seed: int) -> World:
    """People with a few favourites, films with pictures of stars, of the mood and of the genre."""
    chance = np.random.default_rng([seed, 0])
    items = [_film(number, chance) for number in range(films)]
    catalog = Catalog((item, 0) for item in items)
    facets = catalog.facets()
    likes = np.zeros((people, len(facets)), np.float32)
    for place, facet in enumerate(facets):
        if facet.facet == "person":
            likes[:, place] = chance.random(people) < 4 / _STARS
        elif facet.facet in ("tag", "category"):
            likes[:, place] = chance.normal(0, 0.5, people)
    emphases = chance.normal(0, FROZEN.picture_taste, (people, 3))
    appeal = np.empty((people, films, PICTURES))
    for film, item in enumerate(items):
        options = options_of(item, catalog)
        weight = np.array([_STAR_APPEAL, _MOOD_APPEAL, _MOOD_APPEAL]) * options.shows
        liked = np.where(options.places < 0, 0, likes[:, options.places])
        draws = (liked * weight).sum(axis=2) + emphases @ options.shows.T
        appeal[:, film] = draws + chance.normal(0, _OWN_QUALITY, PICTURES)
    base = FROZEN.pick - 1.6 + chance.normal(0, 0.5, (people, films))
    liking = FROZEN.stay + 0.6 + chance.normal(0, 0.7, (people, films))
    known = chance.random(people) < _KNOWN
    noise = chance.normal(0, 0.1, likes.shape)
    affinity = np.where(known[:, None], 0.3 * likes + noise, 0).astype(np.float32)
    keeps = np.vectorize(lambda one: stays(one, FROZEN), otypes=[np.float64])(liking)
    return World(catalog, items, appeal + base[:, :, None], keeps, affinity, np.where(known, 40, 0))


def _film(number: int, chance: np.random.Generator) -> Item:
    stars = [f"Star {one}" for one in chance.choice(_STARS, 3, replace=False)]
    mood, genre = f"mood {chance.integers(_MOODS)}", f"Genre {chance.integers(_GENRES)}"
    tags = [f"person:{star}" for star in stars] + [f"mood:{mood}", f"genre:{genre}"]
    return Item(
        f"f{number}",
        f"Film {number}",
        categories=(genre,),
        moods=(mood,),
        people=tuple(Person(star) for star in stars),
        artworks=tuple(Artwork(f"a{place}", "/", tags=(tag,)) for place, tag in enumerate(tags)),
    )


class Policy(Protocol):
    """A way to choose one of a film's pictures, which learns from each reward."""

    def choose(self, person: int, film: int) -> int:
        """The picture for a person."""
        ...

    def learn(self, reward: float) -> None:
        """The reward of the latest choice."""
        ...


class Ours:
    """The gallery as it serves, with each person's taste in pictures; every choice is a visit of
    its own."""

    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._bandit = Bandit()
        self._gallery = Gallery(world.catalog, self._bandit)
        self._seed, self._visits = seed, 0
        self._tastes: dict[int, PictureTaste] = {}
        self._taste = PictureTaste()
        self._picked: Picked | None = None

    def choose(self, person: int, film: int) -> int:
        """See Policy."""
        self._visits += 1
        self._taste = self._tastes.setdefault(person, PictureTaste())
        known = viewer(self._world, person, f"{self._seed}.{self._visits}")
        known = replace(known, responds=self._taste.leanings())
        self._picked = self._gallery.choose([self._world.items[film]], known)[0]
        assert self._picked is not None
        return int(self._picked.choice.artwork_id[1:])

    def learn(self, reward: float) -> None:
        """See Policy."""
        assert self._picked is not None and self._picked.seen is not None
        self._bandit.observe(self._picked.seen, None, reward)
        seen = self._picked.seen
        values = self._gallery.values(seen.item, seen.artwork)
        self._taste.learn(values, seen.item, None, reward)


def viewer(world: World, person: int, visit: str) -> Viewer:
    """A person of the world as the gallery meets them."""
    return Viewer(visit, world.affinity[person], int(world.events[person]), "tv")


class Even:
    """Chance alone."""

    def __init__(self, world: World, seed: int) -> None:
        self._chance = np.random.default_rng([seed, 3])

    def choose(self, person: int, film: int) -> int:
        """See Policy."""
        return int(self._chance.integers(PICTURES))

    def learn(self, reward: float) -> None:
        """See Policy."""


class BestSingle:
    """The best picture of each film for all people alike: Thompson sampling of its mean."""

    def __init__(self, world: World, seed: int) -> None:
        self._chance = np.random.default_rng([seed, 4])
        self._n, self._sum = (np.zeros((len(world.items), PICTURES)) for _ in range(2))
        self._last = (0, 0)

    def choose(self, person: int, film: int) -> int:
        """See Policy."""
        n = self._n[film]
        mean = (self._sum[film] + 0.1) / (n + 2)
        draw = mean + self._chance.normal(size=PICTURES) * 0.3 / np.sqrt(n + 2)
        self._last = film, int(np.argmax(draw))
        return self._last[1]

    def learn(self, reward: float) -> None:
        """See Policy."""
        self._n[self._last] += 1
        self._sum[self._last] += reward


class Linear:
    """LinUCB (Li et al., WWW 2010) or LinTS (Agrawal & Goyal, ICML 2013) with the same features of
    picture x person as ours; of one model for all pictures, or one (and a bias) for each."""

    def __init__(
        self, world: World, seed: int, width: float, *, samples: bool, apart: bool
    ) -> None:
        self._world, self._width = world, width
        self._samples, self._apart = samples, apart
        self._chance = np.random.default_rng([seed, 5])
        models = len(world.items) * PICTURES if apart else 1
        d = len(FEATURES) + 1
        self._inverse = np.tile(np.eye(d), (models, 1, 1))
        self._moment = np.zeros((models, d))
        self._options = [[(item, options_of(item, world.catalog))] for item in world.items]
        self._last: tuple[int, Floats] = 0, np.zeros(d)

    def choose(self, person: int, film: int) -> int:
        """See Policy."""
        features = crossed(self._options[film], viewer(self._world, person, ""))
        x = np.column_stack((features, np.ones(PICTURES)))
        models = film * PICTURES + np.arange(PICTURES) if self._apart else np.zeros(PICTURES, int)
        inverse = self._inverse[models]
        means = np.einsum("kde,ke->kd", inverse, self._moment[models])
        if self._samples:
            roots = np.linalg.cholesky(inverse)
            dice = self._chance.normal(size=(PICTURES if self._apart else 1, x.shape[1]))
            spread = np.einsum("kde,ke->kd", roots, np.broadcast_to(dice, x.shape))
            theta = means + self._width * spread
            score = (x * theta).sum(axis=1)
        else:
            spread = np.sqrt(np.einsum("kd,kde,ke->k", x, inverse, x))
            score = (x * means).sum(axis=1) + self._width * spread
        arm = int(np.argmax(score))
        self._last = int(models[arm]), x[arm]
        return arm

    def learn(self, reward: float) -> None:
        """See Policy. The inverse by Sherman & Morrison."""
        model, x = self._last
        left = self._inverse[model] @ x
        self._inverse[model] -= np.outer(left, left) / (1 + x @ left)
        self._moment[model] += reward * x


class Vowpal:
    """vowpalwabbit, --cb_explore_adf: the person's likings crossed with what a picture shows and
    with its name."""

    def __init__(self, world: World, seed: int, how: str) -> None:
        import vowpalwabbit  # type: ignore[import-untyped]  # noqa: PLC0415  (a peer)

        options = f"--cb_explore_adf {how} -q UP --quiet --random_seed {seed}"
        self._vw = vowpalwabbit.Workspace(options)
        self._chance = np.random.default_rng([seed, 6])
        self._people = [_likings(world, person) for person in range(len(world.affinity))]
        self._films = [
            [
                f"|P {_word(picture.tags[0])} id={item.item_id}{place}"
                for place, picture in enumerate(item.artworks)
            ]
            for item in world.items
        ]
        self._last: tuple[int, int, int, float] = 0, 0, 0, 1.0

    def choose(self, person: int, film: int) -> int:
        """See Policy."""
        chances = np.array(self._vw.predict(self._example(person, film)))
        arm = int(self._chance.choice(PICTURES, p=chances / chances.sum()))
        self._last = person, film, arm, float(chances[arm])
        return arm

    def learn(self, reward: float) -> None:
        """See Policy."""
        person, film, arm, chance = self._last
        example = self._example(person, film)
        example[arm + 1] = f"0:{-reward}:{chance} {example[arm + 1]}"
        self._vw.learn(example)

    def _example(self, person: int, film: int) -> list[str]:
        return [f"shared |U {self._people[person]}", *self._films[film]]


def _word(tag: str) -> str:
    return tag.replace(" ", "_").replace(":", "=")


def _likings(world: World, person: int) -> str:
    """The ten strongest likings of a person, by name."""
    facets, affinity = world.catalog.facets(), world.affinity[person]
    order = np.argsort(-np.abs(affinity))[:10]
    known = [f"{_word(facets[place].value)}:{affinity[place]:.3f}" for place in order]
    return " ".join(known) if world.events[person] else "newcomer"


Maker = Callable[[World, int], Policy]


def policies() -> dict[str, Maker]:
    """Ours and the peers that can be run here; LinUCB, LinTS and VW with several settings each."""
    found: dict[str, Maker] = {"matinee": Ours, "even chances": Even, "best single": BestSingle}
    for width in (0.05, 0.2):
        for apart in (False, True):
            for samples, name in ((False, "LinUCB"), (True, "LinTS")):
                which = "a model each" if apart else "one model"
                found[f"{name}, {which}, {width}"] = _linear(width, samples=samples, apart=apart)
    try:
        import vowpalwabbit  # noqa: F401, PLC0415
    except ImportError:
        return found
    for how in ("--epsilon 0.05", "--squarecb", "--bag 5"):
        found[f"vowpalwabbit {how}"] = _vowpal(how)
    return found


def _linear(width: float, *, samples: bool, apart: bool) -> Maker:
    return lambda world, seed: Linear(world, seed, width, samples=samples, apart=apart)


def _vowpal(how: str) -> Maker:
    return lambda world, seed: Vowpal(world, seed, how)


def regret(
    world: World, policy: Policy, decisions: int, seed: int, marks: Sequence[int]
) -> dict[str, Any]:
    """Mean regret a decision up to each mark, and how many decisions a second were made."""
    chance = np.random.default_rng([seed, 1])
    people, films = len(world.affinity), len(world.items)
    fame = 1 / np.arange(1, films + 1) ** 0.7
    fame /= fame.sum()
    lost = np.empty(decisions)
    busy = 0.0
    for step in range(decisions):
        person, film = int(chance.integers(people)), int(chance.choice(films, p=fame))
        toss, stay = chance.random(2)
        started = time.perf_counter()
        arm = policy.choose(person, film)
        busy += time.perf_counter() - started
        expected = world.rewards(person, film)
        lost[step] = expected.max() - expected[arm]
        clicked = toss < takes(float(world.appeal[person, film, arm]), FROZEN)
        reward = 0.0 if not clicked else 1.0 if stay < world.keeps[person, film] else -_LOST
        started = time.perf_counter()
        policy.learn(reward)
        busy += time.perf_counter() - started
    row: dict[str, Any] = {f"regret@{mark}": round(float(lost[:mark].mean()), 5) for mark in marks}
    return row | {"decisions_a_second": round(decisions / busy)}
