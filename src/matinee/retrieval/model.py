"""The sources as they serve, over a catalogue's indices."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from numpy.typing import NDArray

from ..catalog import Catalog
from ..records import Logged
from .again import Again
from .base import Source
from .cold import Cold
from .config import RetrievalConfig
from .content import Content
from .continue_watching import ContinueWatching
from .factors import Factors
from .fit import FITS
from .item_item import ItemItem
from .live import LiveTransitions
from .neighbours import Neighbours
from .new import New
from .popular import Popular, Popularity, Trending
from .session_knn import SessionKnn
from .transitions import Transitions

State = dict[str, NDArray[Any]]
UNTRAINED = "untrained"
PARTS = ("popularity", *FITS)


class Model(Struct, frozen=True, eq=False):
    """The sources as they serve. Popularity and transitions go on learning with every event."""

    version: str
    popularity: Popularity
    transitions: Transitions
    item_item: ItemItem
    next: Neighbours
    backward: Neighbours
    sources: tuple[Source, ...]
    session_knn: SessionKnn
    factors: Factors
    fitted_seq: int = 0
    """The last event that the fitted tables know."""

    def learn(self, logged: Logged) -> None:
        """Take in an event where the mathematics allows it; one taken in before changes nothing."""
        if logged.seq > self.popularity.seq:
            self.popularity.update(logged.seq, logged.event)
            self.transitions.live.learn(logged)


def assemble(
    version: str,
    parts: dict[str, State],
    catalog: Catalog,
    config: RetrievalConfig,
    fitted_seq: int = 0,
) -> Model:
    """The sources over a catalogue from their states; one that is missing says nothing."""
    popularity = Popularity(catalog, config)
    if "popularity" in parts:
        popularity.restore(parts["popularity"])

    def table(name: str) -> Neighbours:
        return Neighbours.load(parts[name], catalog) if name in parts else Neighbours.empty()

    live = LiveTransitions(parts.get("transitions"), catalog, config, since=fitted_seq)
    alike = SessionKnn(parts.get("session_knn"), catalog, config)
    following = Transitions(table("transitions"), live, config)
    together = ItemItem(table("item_item"), config)
    pointing = Factors(parts.get("factors"), catalog, config)
    sources: tuple[Source, ...] = (
        alike,
        following,
        together,
        pointing,
        Content(popularity, config),
        Popular(popularity),
        Trending(popularity),
        New(popularity, config),
        ContinueWatching(),
        Again(),
        Cold(popularity, config),
    )
    return Model(
        version,
        popularity,
        following,
        together,
        table("next"),
        table("backward"),
        sources,
        alike,
        pointing,
        fitted_seq,
    )
