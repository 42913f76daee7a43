"""The catalogue in memory: every item has a dense index, and each facet value its members.

Changes take effect at once. A deleted item keeps its index (models were trained with it) but is
never available again, unless it is added anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..records import Artwork, Item
from .config import CatalogConfig
from .words import words_of

Indices = NDArray[np.int32]
Mask = NDArray[np.bool_]
_WORDS = {
    "category": "{}",
    "person": "titles with {}",
    "tag": "{}",
    "era": "the {}",
    "length": "{} titles",
}
FACETS = tuple(_WORDS)
_FOREVER = np.iinfo(np.int64).max


class Facet(NamedTuple):
    """One value of one facet, such as ("category", "Drama")."""

    facet: str
    value: str

    @property
    def words(self) -> str:
        """The value as the object of a sentence: "Drama", "titles with Tom Hanks", "the 1990s"."""
        return _WORDS.get(self.facet, "{}").format(self.value)


def shown_by(artworks: Iterable[Artwork]) -> tuple[str, ...]:
    """What pictures show: their tags that say of what kind they are, strangers left out."""
    tags = (tag for artwork in artworks for tag in artwork.tags)
    known = (tag for tag in tags if ":" in tag and not tag.startswith("face:someone"))
    return tuple(dict.fromkeys(known))


def era_of(year: int | None) -> str | None:
    """The decade of a year, such as "1990s"."""
    return None if year is None else f"{year // 10 * 10}s"


def length_of(seconds: float | None) -> str | None:
    """In words: under 40 minutes short, under 100 medium, otherwise long."""
    if seconds is None or seconds <= 0:
        return None
    return "short" if seconds < 2400 else "medium" if seconds < 6000 else "long"


class Catalog:
    """Items by id and by index, with numpy columns over the indices."""

    def __init__(
        self, items: Iterable[tuple[Item, int]] = (), config: CatalogConfig | None = None
    ) -> None:
        self.config = config or CatalogConfig()
        self.version = 0
        self._items: list[Item] = []
        self._index: dict[str, int] = {}
        self._alive = np.zeros(1024, bool)
        self._from = np.zeros(1024, np.int64)
        self._until = np.full(1024, _FOREVER, np.int64)
        self._year = np.zeros(1024, np.int16)
        self._vectors = np.zeros((1024, 0), np.float32)
        self._words: dict[int, frozenset[str]] = {}
        self._shown: dict[int, tuple[str, ...]] = {}
        self._limited: dict[int, tuple[str, ...]] = {}
        self._facets: list[tuple[int, ...]] = []
        self._facet_index: dict[Facet, int] = {}
        self._facet_list: list[Facet] = []
        self._members: list[dict[int, None]] = []
        self._member_arrays: dict[int, Indices] = {}
        self._csr: tuple[NDArray[np.int64], Indices] | None = None
        self._shares: NDArray[np.float64] | None = None
        self._kinds = np.zeros(0, np.int8)
        for item, added in items:
            self.put(item, added)

    def __len__(self) -> int:
        """How many indices there are, deleted items included: the length of every column."""
        return len(self._items)

    def __contains__(self, item_id: str) -> bool:
        return self.get(item_id) is not None

    def __iter__(self) -> Iterator[Item]:
        return (item for i, item in enumerate(self._items) if self._alive[i])

    @property
    def size(self) -> int:
        """How many items can be looked up."""
        return int(self._alive.sum())

    def get(self, item_id: str) -> Item | None:
        """The item, None if there is none or it was deleted."""
        index = self._index.get(item_id)
        return self._items[index] if index is not None and self._alive[index] else None

    def item(self, index: int) -> Item:
        """The item at an index."""
        return self._items[index]

    def index_of(self, item_id: str) -> int | None:
        """The index of an id ever seen, None otherwise."""
        return self._index.get(item_id)

    def indices(self, item_ids: Iterable[str]) -> Indices:
        """Indices of those ids that are known, in order; shape (<= len(item_ids),)."""
        find = self._index.get
        found = [i for i in map(find, item_ids) if i is not None]
        return np.fromiter(found, np.int32, len(found))

    def put(self, item: Item, added: int) -> None:
        """Add an item or replace the one of the same id."""
        index = self._index.get(item.item_id)
        if index is None:
            index = len(self._items)
            self._index[item.item_id] = index
            self._items.append(item)
            self._facets.append(())
            self._grow()
        self._drop_facets(index)
        self._items[index] = item
        self._facets[index] = tuple(map(self._facet, self._facets_of(item)))
        for facet in self._facets[index]:
            self._members[facet][index] = None
            self._member_arrays.pop(facet, None)
        self._set_columns(index, item)
        self._changed()

    def delete(self, item_id: str) -> bool:
        """Take an item out; False if it was not there."""
        if item_id not in self:
            return False
        index = self._index[item_id]
        self._drop_facets(index)
        self._alive[index] = False
        self._changed()
        return True

    def available(self, now: int, country: str | None = None) -> Mask:
        """What may be shown at `now` (ms) in `country`; shape (len(self),)."""
        n = len(self._items)
        mask: Mask = self._alive[:n] & (self._from[:n] <= now) & (now < self._until[:n])
        country = country or self.config.country
        for index, countries in self._limited.items():
            if country not in countries:
                mask[index] = False
        return mask

    def years(self) -> NDArray[np.int16]:
        """Year of each item, 0 where unknown; shape (len(self),)."""
        return self._year[: len(self._items)]

    def released(self) -> NDArray[np.int64]:
        """Time (ms) from which each item is available, 0 where not given; shape (len(self),)."""
        return self._from[: len(self._items)]

    def vectors(self) -> NDArray[np.float32]:
        """Each item's own vector at length 1, zeros for an item without; (len(self), d).

        d is the length of the first vector that came, 0 without any; those of other lengths are
        left out.
        """
        return self._vectors[: len(self._items)]

    def facets(self) -> list[Facet]:
        """All facet values; their places are the columns of `facet_table`."""
        return self._facet_list

    def facet_id(self, facet: Facet) -> int | None:
        """The place of a facet value in `facets`, None if no item has it."""
        return self._facet_index.get(facet)

    def words(self, index: int) -> frozenset[str]:
        """The folded words by which an item may be searched for; kept once they were asked for."""
        found = self._words.get(index)
        if found is None:
            found = self._words[index] = words_of(self._items[index])
        return found

    def facets_at(self, index: int) -> tuple[int, ...]:
        """Places in `facets` of an item's facet values."""
        return self._facets[index]

    def shown(self, index: int) -> tuple[str, ...]:
        """What an item's own pictures show, by their tags ("person:Ann", "object:car"), in the
        order of the pictures."""
        found = self._shown.get(index)
        if found is None:
            found = self._shown[index] = shown_by(self._items[index].artworks)
        return found

    def members(self, facet: int) -> Indices:
        """Indices of the items that have a facet value."""
        array = self._member_arrays.get(facet)
        if array is None:
            members = self._members[facet]
            array = np.fromiter(members, np.int32, len(members))
            self._member_arrays[facet] = array
        return array

    def facet_table(self) -> tuple[NDArray[np.int64], Indices]:
        """Facet values of all items as CSR: (pointers of shape (n + 1,), places)."""
        if self._csr is None:
            counts = np.fromiter(map(len, self._facets), np.int64, len(self._facets))
            pointers = np.concatenate(([0], np.cumsum(counts)))
            flat = (facet for facets in self._facets for facet in facets)
            self._csr = pointers, np.fromiter(flat, np.int32, int(pointers[-1]))
        return self._csr

    def facet_shares(self) -> NDArray[np.float64]:
        """The share of items that have each facet value; shape (facets,)."""
        if self._shares is None:
            counts = np.bincount(self.facet_table()[1], minlength=len(self._facet_list))
            self._shares = counts / max(len(self._items), 1)
        return self._shares

    def facet_kinds(self) -> NDArray[np.int8]:
        """The place in `FACETS` of each facet value's facet; shape (facets,)."""
        if len(self._kinds) != len(self._facet_list):
            kinds = [FACETS.index(facet.facet) for facet in self._facet_list]
            self._kinds = np.array(kinds, np.int8)
        return self._kinds

    def _facets_of(self, item: Item) -> Iterator[Facet]:
        ignored = self.config.ignored_categories
        for category in dict.fromkeys(item.categories):
            if category not in ignored:
                yield Facet("category", category)
        for person in dict.fromkeys(p.name for p in item.people[: self.config.people_per_item]):
            yield Facet("person", person)
        for tag in dict.fromkeys((*item.tags, *item.moods)):
            yield Facet("tag", tag)
        if era := era_of(item.year):
            yield Facet("era", era)
        if length := length_of(item.duration):
            yield Facet("length", length)

    def _facet(self, facet: Facet) -> int:
        place = self._facet_index.get(facet)
        if place is None:
            place = self._facet_index[facet] = len(self._facet_list)
            self._facet_list.append(facet)
            self._members.append({})
        return place

    def _drop_facets(self, index: int) -> None:
        for facet in self._facets[index]:
            self._members[facet].pop(index, None)
            self._member_arrays.pop(facet, None)
        self._facets[index] = ()

    def _set_columns(self, index: int, item: Item) -> None:
        where = item.availability
        hidden = item.variant_of is not None or (item.stock is not None and item.stock <= 0)
        self._alive[index] = True
        self._from[index] = (where.from_ if where else None) or 0
        until = where.until if where and where.until is not None else _FOREVER
        self._until[index] = 0 if hidden else until
        self._year[index] = min(max(item.year or 0, 0), 9999)
        self._set_vector(index, item)
        self._words.pop(index, None)
        self._shown.pop(index, None)
        self._limited.pop(index, None)
        if where and where.countries:
            self._limited[index] = where.countries

    def _set_vector(self, index: int, item: Item) -> None:
        vector = np.array(item.vector, np.float32)
        if len(vector) and not self._vectors.shape[1]:
            self._vectors = np.zeros((len(self._alive), len(vector)), np.float32)
        fits = 0 < len(vector) == self._vectors.shape[1]
        self._vectors[index] = vector / max(float(np.linalg.norm(vector)), 1e-9) if fits else 0

    def _grow(self) -> None:
        if len(self._items) <= len(self._alive):
            return
        self._vectors = np.concatenate((self._vectors, np.zeros_like(self._vectors)))
        for name, fill in (("_alive", False), ("_from", 0), ("_until", _FOREVER), ("_year", 0)):
            old = getattr(self, name)
            setattr(self, name, np.concatenate((old, np.full_like(old, fill))))

    def _changed(self) -> None:
        self.version += 1
        self._csr = self._shares = None
