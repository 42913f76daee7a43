"""What pictures show crossed with who they are for: the features that the bandit learns by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..records import Item
from .bandit import Floats
from .shown import KINDS, NOWHERE, Options

_CLEARLY = 0.15
"""A leaning (0 to 1) that is told."""
FEW_EVENTS = 10.0
"""Events after which a person is half a newcomer."""
_CLEAR = 3.0
"""What an affinity is multiplied by before it is cut at 1: a clear favourite has a third."""


_NIGHT, _MORNING = 21, 5


class Viewer(Struct, frozen=True, eq=False):
    """Who is shown pictures: `visit` names the person's present visit, `affinity` (facets,) is what
    they lean to, `events` how much is known of them; `responds` is what they respond to in
    pictures, see `profiles.pictures`; `person` names them over all their visits, "" for nobody
    who comes again; `hour` is theirs, 0 to 23."""

    visit: str
    affinity: NDArray[np.float32]
    events: int
    device: str
    responds: dict[str, float] = {}
    person: str = ""
    hour: int = 12


def genre_of(item: Item) -> str:
    """The genre whose pictures an item's are judged with: its first category."""
    return item.categories[0] if item.categories else ""


def crossed(found: Sequence[tuple[Item, Options]], viewer: Viewer) -> Floats:
    """The features of each picture for the viewer; (pictures, len(FEATURES)), see FEATURES."""
    places = np.concatenate([options.places for _, options in found])
    shows = np.concatenate([options.shows for _, options in found])
    leaning = np.append(np.clip(_CLEAR * viewer.affinity, -1, 1), 0.0)
    likes = leaning[np.where(places == NOWHERE, len(leaning) - 1, places)]
    person = shows[:, KINDS.index("person")]
    newcomer = FEW_EVENTS / (FEW_EVENTS + viewer.events)
    crossed = (person * newcomer, person * (viewer.device == "phone"))
    responds = _responds(found, viewer.responds)
    at_night = shows[:, KINDS.index("mood")] * (viewer.hour >= _NIGHT or viewer.hour < _MORNING)
    return np.column_stack((likes, shows, *crossed, responds, at_night)).astype(np.float64)


def _responds(found: Sequence[tuple[Item, Options]], leanings: dict[str, float]) -> Floats:
    """The mean leaning to what each picture shows; (pictures,)."""
    each = [values for _, options in found for values in options.values]
    if not leanings:
        return np.zeros(len(each))
    find = leanings.get
    return np.array([sum(find(one, 0.0) for one in v) / len(v) if v else 0.0 for v in each])


def clearly(liked: Floats) -> list[str]:
    """The kind that each picture is clearly liked for most, "" for none; of (pictures, KINDS)."""
    best, most = liked.argmax(axis=1).tolist(), liked.max(axis=1).tolist()
    return [KINDS[kind] if much > _CLEARLY else "" for kind, much in zip(best, most, strict=True)]
