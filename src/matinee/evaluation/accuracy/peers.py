"""Peers: known recommenders on the same split, their settings chosen on the validation split."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, ClassVar, Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ...catalog import Catalog
from ...errors import MatineeError
from ...packed import PackedLog
from ...profiles import Profile
from ...records import Event
from ...replay import Horizon

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Settings = dict[str, Any]
_DAY_MS = 86_400_000
_EASE_ITEMS = 20_000
_KNN_ITEMS = 5_000


class Takes(Struct, frozen=True, eq=False):
    """Takes in catalogue indices, log order; `people` are rows 0, 1, ... of the `keys`."""

    people: Ints
    items: Ints
    times: Ints
    keys: Ints
    n: int

    def matrix(self, kept: Ints | None = None) -> Any:
        """People x items, 1 where taken; shape (people, n or len(kept)); CSR, float32."""
        from scipy import sparse  # noqa: PLC0415

        ones = np.ones(len(self.items), np.float32)
        x = sparse.csr_array((ones, (self.people, self.items)), shape=(len(self.keys), self.n))
        x.data[:] = 1.0
        return x if kept is None else x[:, kept]


def takes_of(log: PackedLog, catalog: Catalog) -> Takes:
    """The takes of a log whose items the catalogue knows."""
    found = [catalog.index_of(item) for item in log.item_ids]
    index = np.array([-1 if place is None else place for place in found], np.int64)
    log = log.only(log.takes)  # a take has an item
    log = log.only(index[log.items] >= 0)
    keys, people = np.unique(log.users, return_inverse=True)
    return Takes(people.astype(np.int64), index[log.items], log.times, keys, len(catalog))


class Asked(Struct, frozen=True, eq=False):
    """One prediction: who, their takes so far (catalogue indices, latest first), and when."""

    profile: Profile
    event: Event
    history: NDArray[np.int32]


class Peer(Protocol):
    """A fitted peer."""

    def scores(self, asked: Asked) -> Floats:
        """A score for every item; shape (n,)."""
        ...


class Popular:
    """Takes of the last days before training ended."""

    grid: ClassVar[Settings] = {"days": [1, 3, 7, 30, 100_000]}

    def __init__(self, takes: Takes, catalog: Catalog, days: float) -> None:
        recent = takes.times > takes.times.max(initial=0) - days * _DAY_MS
        counts = np.bincount(takes.items[recent], minlength=takes.n)
        # Where the window holds nothing of an item, what was ever taken of it breaks the tie.
        ever = np.bincount(takes.items, minlength=takes.n)
        self._scores: Floats = (counts + ever / (ever.max(initial=0) + 1.0)).astype(np.float32)

    def scores(self, asked: Asked) -> Floats:
        """See Peer.scores."""
        return self._scores


class Own:
    """What the person took most often, then what all took: strong where people buy again."""

    grid: ClassVar[Settings] = {}

    def __init__(self, takes: Takes, catalog: Catalog) -> None:
        self._catalog = catalog
        ever = np.bincount(takes.items, minlength=takes.n)
        self._popular: Floats = (ever / (ever.max(initial=0) + 1.0)).astype(np.float32)

    def scores(self, asked: Asked) -> Floats:
        """See Peer.scores."""
        found = self._popular.copy()
        for item, repeat in asked.profile.repeats.items.items():
            index = self._catalog.index_of(item)
            if index is not None:
                found[index] += repeat.times
        return found


class Ease:
    """EASE (Steck, WWW 2019), on the most taken items where there are many."""

    grid: ClassVar[Settings] = {"ridge": [50.0, 200.0, 500.0, 1000.0]}

    def __init__(self, takes: Takes, catalog: Catalog, ridge: float) -> None:
        from scipy import linalg  # noqa: PLC0415

        counts = np.bincount(takes.items, minlength=takes.n)
        self._n = takes.n
        enough = np.flatnonzero(counts >= (10 if takes.n > _EASE_ITEMS else 1))
        self._kept = enough[np.argsort(-counts[enough], kind="stable")[:_EASE_ITEMS]]
        self._place = np.full(takes.n, -1, np.int64)
        self._place[self._kept] = np.arange(len(self._kept))
        x = takes.matrix(self._kept)
        gram = np.asarray((x.T @ x).toarray(), np.float32, order="F")
        diagonal = np.diag_indices_from(gram)
        gram[diagonal] += ridge
        factor, _ = linalg.lapack.spotrf(gram, lower=1, overwrite_a=1)
        inverse, _ = linalg.lapack.spotri(factor, lower=1, overwrite_c=1)
        below = np.tril_indices_from(inverse, -1) if len(inverse) < 6_000 else None
        if below is not None:
            inverse.T[below] = inverse[below]
        else:
            for row in range(len(inverse)):
                inverse[row, row + 1 :] = inverse[row + 1 :, row]
        weights = inverse / -np.diag(inverse)
        weights[diagonal] = 0.0
        self._weights = weights

    def scores(self, asked: Asked) -> Floats:
        """See Peer.scores."""
        rows = self._place[asked.history]
        found = np.full(self._n, -np.inf, np.float32)
        found[self._kept] = self._weights[rows[rows >= 0]].sum(axis=0)
        return found


class ItemKnn:
    """Cosine of items' takers, the k nearest of each (Sarwar et al., WWW 2001)."""

    grid: ClassVar[Settings] = {"k": [20, 100, 300], "shrink": [0.0, 20.0]}

    def __init__(self, takes: Takes, catalog: Catalog, k: int, shrink: float) -> None:
        from scipy import sparse  # noqa: PLC0415

        counts = np.bincount(takes.items, minlength=takes.n)
        x = takes.matrix()
        if takes.n > _EASE_ITEMS:  # all pairs of so many items do not fit into memory
            x = sparse.csr_array(x.multiply(counts >= np.sort(counts)[-_KNN_ITEMS]))
            x.eliminate_zeros()
        together = (x.T @ x).tocsr()
        size = np.sqrt(np.maximum(together.diagonal(), 1.0))
        rows = np.repeat(np.arange(takes.n), np.diff(together.indptr))
        together.data /= size[rows] * size[together.indices] + shrink
        together.data[rows == together.indices] = 0.0
        for row in range(takes.n):
            part = together.data[together.indptr[row] : together.indptr[row + 1]]
            if len(part) > k:
                part[part < np.partition(part, len(part) - k)[len(part) - k]] = 0.0
        together.eliminate_zeros()
        self._table = sparse.csr_array(together)

    def scores(self, asked: Asked) -> Floats:
        """See Peer.scores."""
        return np.asarray(self._table[asked.history].sum(axis=0), np.float32).ravel()


class Als:
    """`implicit`'s ALS (Hu, Koren & Volinsky, ICDM 2008); people are solved for when asked."""

    grid: ClassVar[Settings] = {
        "factors": [64, 128],
        "regularization": [0.01, 1.0],
        "alpha": [1.0, 10.0],
    }

    def __init__(
        self, takes: Takes, catalog: Catalog, factors: int, regularization: float, alpha: float
    ) -> None:
        library, limits = implicit()
        with limits(1, "blas"):
            self._model = library.als.AlternatingLeastSquares(
                factors, regularization=regularization, alpha=alpha, iterations=15, random_state=0
            )
            self._model.fit(_matrix(takes), show_progress=False)
        self._model.num_threads = 1  # asked in forked processes, where OpenMP's pool is gone
        self._n = takes.n

    def scores(self, asked: Asked) -> Floats:
        """See Peer.scores."""
        from scipy import sparse  # noqa: PLC0415

        ones = np.ones(len(asked.history), np.float32)
        places = (np.zeros(len(ones), np.int64), asked.history)
        row = sparse.csr_matrix((ones, places), shape=(1, self._n))
        if not len(ones):
            return np.zeros(self._n, np.float32)
        vector = self._model.recalculate_user(0, row)
        return np.asarray(self._model.item_factors @ vector.ravel(), np.float32)


class Bpr:
    """`implicit`'s BPR (Rendle et al., UAI 2009); an unknown person is the mean of their items."""

    grid: ClassVar[Settings] = {
        "factors": [64],
        "learning_rate": [0.01, 0.05],
        "iterations": [60, 150],
    }

    def __init__(
        self, takes: Takes, catalog: Catalog, factors: int, learning_rate: float, iterations: int
    ) -> None:
        library, limits = implicit()
        with limits(1, "blas"):
            self._model = library.bpr.BayesianPersonalizedRanking(
                factors, learning_rate=learning_rate, iterations=iterations, random_state=0
            )
            self._model.fit(_matrix(takes), show_progress=False)
        self._row = {key: row for row, key in enumerate(takes.keys.tolist())}

    def scores(self, asked: Asked) -> Floats:
        """See Peer.scores."""
        factors, row = self._model.item_factors, self._row.get(asked.profile.user)
        if row is not None:
            return np.asarray(factors @ self._model.user_factors[row], np.float32)
        if not len(asked.history):
            return np.asarray(factors[:, -1], np.float32)
        return np.asarray(factors @ factors[asked.history].mean(axis=0), np.float32)


def _matrix(takes: Takes) -> Any:
    from scipy import sparse  # noqa: PLC0415

    return sparse.csr_matrix(takes.matrix())


def implicit() -> tuple[Any, Any]:
    """The `implicit` library and what limits BLAS to one thread, as it asks for.

    Raises MatineeError if it is not installed.
    """
    try:
        import implicit as library  # noqa: PLC0415
        import implicit.als  # noqa: PLC0415
        import implicit.bpr  # noqa: PLC0415
        from threadpoolctl import threadpool_limits  # noqa: PLC0415
    except ImportError as error:
        raise MatineeError("Peers need the extra: pip install 'matinee[peers]'.") from error
    return library, threadpool_limits


PEERS: dict[str, Any] = {
    "popular, windowed": Popular,
    "item-kNN": ItemKnn,
    "EASE": Ease,
    "implicit ALS": Als,
    "implicit BPR": Bpr,
    "own frequency": Own,
}


def peers_for(horizon: Horizon) -> tuple[str, ...]:
    """The names of the peers that make sense: own frequency only where people take again."""
    return tuple(name for name in PEERS if horizon.repeats or name != "own frequency")


def settings_of(peer: Any) -> Iterator[Settings]:
    """Every combination of a peer's grid."""
    for values in product(*peer.grid.values()):
        yield dict(zip(peer.grid, values, strict=True))
