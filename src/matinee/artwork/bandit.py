"""What pictures are worth to whom: a Bayesian linear bandit, from what people did with them.

The reward of showing picture a of item i to a person is taken as base + b_a + x' theta_g + noise:
`b_a` is the picture's own, `x` what the picture shows crossed with the person, `theta_g` what that
is worth in items of genre g. A prior is shared from all to the genre, theta_g ~ N(theta, S), and
from the item to its pictures, b_a ~ N(b_i, t^2): a new picture, or a new film, starts with what is
known of others.

`x` is centred by its mean under the chances with which the picture was drawn, so that neither the
item's fame nor the person's mood is taken for the picture's merit (Greenewald et al.,
"Action-Centered Contextual Bandits", NIPS 2017). Everything learnt is a sum over what was seen:
what was learnt from a reward is taken back by subtracting it.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..records import Pictured
from .config import ArtworkConfig

Floats = NDArray[np.float64]
FEATURES = (
    "likes_person",
    "likes_mood",
    "likes_genre",
    "person",
    "mood",
    "genre",
    "person_to_newcomer",
    "person_on_phone",
    "responds",
    "mood_at_night",
)
"""Columns of x: the person's affinity to what is shown, what is shown, both with who is shown it
and when, and how the person responded to pictures that show the same. New ones come last: of what
was seen before them they are 0."""
_EXPECTED = np.array([1.0, 0.5, 0.5, 0, 0, 0, 0, 0, 0.5, 0])
"""Worth of each, in rates of takes, before anything was seen: people see gladly what they like."""
_SPREAD = np.array([1.0, 0.7, 0.7, 0.3, 0.3, 0.3, 0.3, 0.3, 0.7, 0.3])
"""Standard deviation of that over all items, in rates of takes; half of it again over genres."""
_BETWEEN_GENRES = 0.5
_OWN_SPREAD = 0.5
"""Standard deviation of a picture's own worth, in rates of takes."""
_ITEM_PRIOR = 20.0
"""Sights of an item at which half of its mean is its own."""
_RATE_PRIOR = 40.0
_FIRST_RATE, _LEAST_NOISE = 0.05, 1e-3
_MOST_GENRES = 100
"""Genres that are told apart: those met first. All others are one."""


class Known(Struct, frozen=True, eq=False):
    """The posterior: `means` (genres + 1, d), the last for genres without data, `covariances`
    (genres + 1, d, d), the rate of takes, the mean of a reward and its variance."""

    means: Floats
    covariances: Floats
    rate: float
    mean: float
    noise: float


class Bandit:
    """Sums over what was seen, and what they say."""

    def __init__(self, config: ArtworkConfig | None = None) -> None:
        self.config = config or ArtworkConfig()
        d = len(FEATURES)
        self._arms: dict[tuple[str, str], int] = {}
        self._items: dict[str, int] = {}
        self._genres: dict[str, int] = {}
        self._counts, self._rewards = np.zeros(256), np.zeros(256)
        self._centred = np.zeros((256, d))
        self._of_items = np.zeros((256, 2))
        self._takes = self._reward_squares = 0.0
        self._squares, self._moments = np.zeros((1, d, d)), np.zeros((1, d))
        self._known: Known | None = None
        self.seen = 0

    def observe(self, seen: Pictured, before: float | None, after: float) -> None:
        """Take in a reward, or a change of one; `before` is None at the first sight."""
        if before == after:
            return
        told = np.frombuffer(seen.x, np.float16).astype(np.float64)
        if len(told) > len(FEATURES):
            return  # of a later version of the code
        x = np.zeros(len(FEATURES))
        x[: len(told)] = told
        arm = self._arm(seen.item, seen.artwork)
        item, genre = self._item(seen.item), self._genre(seen.genre)
        if before is None:
            self.seen += 1
            self._counts[arm] += 1
            self._centred[arm] += x
            self._of_items[item, 0] += 1
            self._squares[genre] += np.outer(x, x)
        was = before or 0.0
        self._takes += max(after, 0.0) - max(was, 0.0)
        self._reward_squares += after**2 - was**2
        change = after - was
        self._rewards[arm] += change
        self._of_items[item, 1] += change
        self._moments[genre] += change * x
        self._known = None

    def _arm(self, item: str, artwork: str) -> int:
        number = self._arms.setdefault((item, artwork), len(self._arms))
        if number >= len(self._counts):
            self._counts, self._rewards = _twice(self._counts), _twice(self._rewards)
            self._centred = _twice(self._centred)
        return number

    def _item(self, item: str) -> int:
        number = self._items.setdefault(item, len(self._items))
        if number >= len(self._of_items):
            self._of_items = _twice(self._of_items)
        return number

    def _genre(self, genre: str) -> int:
        if len(self._genres) >= _MOST_GENRES:
            genre = genre if genre in self._genres else ""
        number = self._genres.setdefault(genre, len(self._genres))
        if number >= len(self._moments):
            self._squares, self._moments = _twice(self._squares), _twice(self._moments)
        return number

    def known(self) -> Known:
        """What all that was seen says, computed once for each state of it."""
        if self._known is None:
            self._known = self._posterior()
        return self._known

    def _posterior(self) -> Known:
        total = float(self._of_items[:, 0].sum())
        rate = (self._takes + _RATE_PRIOR * _FIRST_RATE) / (total + _RATE_PRIOR)
        mean = float(self._of_items[:, 1].sum() + _RATE_PRIOR * _FIRST_RATE) / (total + _RATE_PRIOR)
        squares_of = (self._reward_squares + _RATE_PRIOR * _FIRST_RATE) / (total + _RATE_PRIOR)
        noise = max(squares_of - mean**2, _LEAST_NOISE)
        n = len(self._genres)
        squares, moments = self._squares[:n] / noise, self._moments[:n] / noise
        prior = np.diag(1 / (rate * _SPREAD) ** 2)
        precision = prior + squares.sum(axis=0)
        shared_cov = np.linalg.inv(precision)
        shared = shared_cov @ (prior @ (rate * _EXPECTED) + moments.sum(axis=0))
        between = prior / _BETWEEN_GENRES**2
        own_cov = np.linalg.inv(between + squares)
        means = np.einsum("gde,ge->gd", own_cov, between @ shared + moments)
        # The genre's own doubt, and what is left of the doubt about all genres.
        kept = own_cov @ between
        covariances = own_cov + kept @ shared_cov @ kept.transpose(0, 2, 1)
        anew = np.linalg.inv(between) + shared_cov
        return Known(
            np.concatenate((means, shared[None])),
            np.concatenate((covariances, anew[None])),
            rate,
            mean,
            noise,
        )

    def worth(
        self,
        x: Floats,
        arms: NDArray[np.int64],
        items: NDArray[np.int64],
        genres: NDArray[np.int64],
    ) -> tuple[Floats, Floats]:
        """Mean and standard deviation of what showing each picture is worth; both (k,).

        `x` (k, d), centred within each item; `arms`, `items` and `genres` (k,) as `numbers` gives.
        """
        known = self.known()
        means, covariances = known.means[genres], known.covariances[genres]
        mean = (x * means).sum(axis=1)
        variance = ((x[:, None, :] @ covariances)[:, 0] * x).sum(axis=1)
        doubt = known.noise / (_OWN_SPREAD * known.rate) ** 2
        new, count = arms < 0, np.where(arms < 0, 0.0, self._counts[arms])
        left = self._rewards[arms] - (self._centred[arms] * means).sum(axis=1)
        of_item = self._of_items[items]
        usual = np.where(
            items < 0,
            known.mean,
            (of_item[:, 1] + _ITEM_PRIOR * known.mean) / (of_item[:, 0] + _ITEM_PRIOR),
        )
        own = np.where(new, 0.0, left - count * usual) / (count + doubt)
        variance += known.noise / (count + doubt)
        return mean + own, np.sqrt(variance)

    def numbers(self, item: str, genre: str, artworks: list[str]) -> tuple[list[int], int, int]:
        """The numbers of an item's pictures, of the item and of its genre; -1 for what is new."""
        arms = [self._arms.get((item, artwork), -1) for artwork in artworks]
        return arms, self._items.get(item, -1), self._genres.get(genre, self._genres.get("", -1))


def _twice(values: Floats) -> Floats:
    return np.concatenate((values, np.zeros_like(values)))
