"""The pictures that a person is shown: the same ones wherever, and as long as they stay."""

from __future__ import annotations

from collections.abc import Sequence

from .artwork import Gallery, Picked, Viewer
from .assignment import time_bucket
from .catalog import Catalog
from .dressing import seed_of
from .page import Shelf
from .profiles import Profile, Taste, read_taste
from .records import Item
from .shelving import HomeConfig, Request


class Hanging:
    """Hangs pictures for people: on a shelf, or for any items."""

    def __init__(self, catalog: Catalog, gallery: Gallery, config: HomeConfig, salt: bytes) -> None:
        self._catalog, self.gallery = catalog, gallery
        self._config, self._salt = config, salt

    def of(
        self, items: Sequence[Item], profile: Profile, request: Request, taste: Taste | None = None
    ) -> list[Picked | None]:
        """The picture of each of some items for a person, None where it has none."""
        if taste is None:
            taste = read_taste(profile, self._catalog, request.now, self._config.profiles)
        sessions = profile.sessions
        is_here = sessions.read(request.now // 1000, 0.0) > 0
        began = sessions.started * 1000 if is_here else request.now
        bucket = time_bucket(began, self._config.page.time_bucket_minutes * 60_000)
        visit = seed_of(request.user_id, self._salt, bucket)
        viewer = Viewer(
            visit,
            taste.affinity,
            sessions.events,
            request.device,
            profile.pictures.leanings(),
            seed_of(request.user_id, self._salt, 0),
            (request.now // 60_000 + request.offset_min) // 60 % 24,
        )
        return self.gallery.choose(items, viewer)

    def on(self, shelf: Shelf, places: Sequence[int], request: Request) -> dict[int, Picked]:
        """The picture of each of some places of a shelf that has one."""
        query = shelf.query
        items = [self._catalog.item(int(shelf.candidates.items[place])) for place in places]
        picked = zip(places, self.of(items, query.profile, request, query.taste), strict=True)
        return {place: picture for place, picture in picked if picture is not None}
