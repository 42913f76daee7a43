"""One visit of one person: page, search, watching, and what they say of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np
from msgspec import Struct, field

from .messages import Diary, Message
from .people import EMPHASES, Audience, Moment, Person
from .response import browse, find, stays, takes
from .tastes import Floats

_UNKNOWN_APPEAL = -9.0
_COULD_SAVE = 0.5
_CERTAIN = 99.0
_UNREASONABLE = 200


class Server(Protocol):
    """What a visit asks for: see `client.Client`."""

    def home(self, user: str, device: str, at: float) -> dict[str, Any]:
        """The page of a person at a time (s)."""
        ...

    def search(self, user: str, query: str, at: float) -> list[str]:
        """The ids that a search gives."""
        ...

    def item(self, item_id: str) -> dict[str, Any] | None:
        """An item of the catalogue."""
        ...

    def send(self, messages: list[Message]) -> None:
        """Send events."""
        ...


class Played(Struct, frozen=True):
    """Something played: from the page, or by search; `stayed` beyond the first minutes."""

    user_id: str
    day: int
    item: str
    source: str
    row_kind: str
    stayed: bool
    finished: bool


class Visited(Struct, frozen=True):
    """What came of a visit. `regret` is the best chance of a take that the catalogue had for the
    person less that of what the page gave them (0 to 1)."""

    day: int
    regret: float
    played: list[Played]


class Memory(Struct):
    """What a person remembers: what they had, and how often they passed what by."""

    had: set[int] = field(default_factory=set)
    passed: dict[int, int] = field(default_factory=dict)


class Visit:
    """A visit as it goes. The same dice fall for every policy that is compared."""

    def __init__(
        self,
        audience: Audience,
        person: Person,
        moment: Moment,
        memory: Memory,
        *,
        start: float,
        titles: Callable[[str], Mapping[str, Any]],
    ) -> None:
        self._audience, self._person, self._moment = audience, person, moment
        self._assumed = audience.assumed
        self._memory, self._titles = memory, titles
        self._chance = audience.chance(person, moment.day, moment.minute)
        mix = audience.mood(person, moment, self._chance)
        self._liking = audience.liking(mix) + 0.3 * person.own
        self._appeal = self._for_now(audience.appeal(person, mix))
        self._diary = Diary(person, moment.device, start + moment.minute * 60)
        self._played: list[Played] = []

    def _for_now(self, appeal: Floats) -> Floats:
        """The appeal without what they had, less what they passed by often."""
        appeal[list(self._memory.had)] = _UNKNOWN_APPEAL
        for place, times in self._memory.passed.items():
            appeal[place] -= self._assumed.fatigue * times
        return appeal

    def go(self, server: Server) -> Visited:
        """Come, look, watch, and come back to the page from what was left at once."""
        assumed, chance = self._assumed, self._chance
        best = takes(float(self._appeal.max()), assumed)
        wish = self._wish() if chance.random() < assumed.came_for else None
        given = 0.0
        for again in range(assumed.visits):
            page = server.home(self._person.user_id, self._moment.device, self._diary.at)
            taken = self._browse(page["rows"], wish)
            if taken is not None:
                given = max(given, takes(self._of(taken[0]["item_id"]), assumed))
                stayed = self._watch(taken[0], "page", taken[1])
            elif wish is not None or (again == 0 and chance.random() < self._person.searches):
                stayed = self._search(server, self._wish() if wish is None else wish)
            else:
                stayed = True  # they leave
            server.send(self._diary.messages)
            self._diary.messages.clear()
            wish = None
            if stayed:
                break
        return Visited(self._moment.day, max(best - given, 0.0), self._played)

    def _of(self, item: str) -> float:
        place = self._audience.place.get(item)
        return _UNKNOWN_APPEAL if place is None else float(self._appeal[place])

    def _wish(self) -> int:
        """The title that a person has in mind: one of those that appeal most."""
        weights = np.exp(self._assumed.sharpness * (self._appeal - self._appeal.max()))
        return int(self._chance.choice(len(weights), p=weights / weights.sum()))

    def _browse(
        self, rows: list[dict[str, Any]], wish: int | None
    ) -> tuple[dict[str, Any], str] | None:
        """What is taken of a page and from which kind of row; what was seen is told."""
        items = self._audience.tastes.items
        grid = [[item["item_id"] for item in row["items"]] for row in rows]

        def appeal(row: int, column: int) -> float:
            shown = rows[row]["items"][column]
            if wish is not None:  # nothing else will do
                return _CERTAIN if shown["item_id"] == items[wish] else _UNKNOWN_APPEAL
            return self._of(shown["item_id"]) + self._picture(shown.get("artwork"))

        # Who came for one title gives the page a glance.
        patience = 0.0 if wish is not None else self._person.patience[self._moment.device]
        device = self._moment.device
        browsed = browse(grid, device, patience, appeal, assumed=self._assumed, chance=self._chance)
        self._diary.saw(rows, browsed.looks)
        for look in browsed.looks:
            if look.looked and (look.row, look.column) != browsed.taken and wish is None:
                self._pass_by(rows[look.row]["items"][look.column])
        if browsed.taken is None:
            return None
        row, column = browsed.taken
        return rows[row]["items"][column], rows[row]["kind"]

    def _picture(self, artwork: Mapping[str, Any] | None) -> float:
        """What a picture adds to the appeal by what it stresses."""
        name = str(artwork["artwork_id"]) if artwork else ""
        return sum(self._person.pictures[one] for one in EMPHASES if name.endswith(one))

    def _pass_by(self, shown: dict[str, Any]) -> None:
        place = self._audience.place.get(shown["item_id"])
        if place is None:
            return
        self._memory.passed[place] = self._memory.passed.get(place, 0) + 1
        tempting = takes(float(self._appeal[place]), self._assumed) > _COULD_SAVE
        if tempting and self._chance.random() < self._assumed.saves:
            about = {"item_id": shown["item_id"]}
            self._diary.add("Product Added to Wishlist", about, shown["recommendation_id"])

    def _search(self, server: Server, wish: int) -> bool:
        """Search for a title, play it if it is found; whether they stayed with it."""
        item = self._audience.tastes.items[wish]
        query = self._words(self._titles(item))
        self._diary.at += 10
        self._diary.add("Products Searched", {"query": query})
        results = server.search(self._person.user_id, query, self._diary.at)
        place = find(results, item, self._assumed, self._chance)
        if place is None:
            return True
        return self._watch({"item_id": item}, "search", "")

    def _words(self, title: Mapping[str, Any]) -> str:
        """What is typed: the title's beginning, a person, or a category; now and then mistyped."""
        chance, name = self._chance, str(title.get("title", ""))
        people, categories = title.get("people") or (), title.get("categories") or ()
        text = " ".join(name.partition(" (")[0].split()[: 1 + int(chance.integers(3))])
        if chance.random() > self._assumed.by_title:
            others = [str(people[0]["name"])] if people else [*map(str, categories)]
            text = others[0] if others else text
        if len(text) > 4 and chance.random() < self._assumed.typo:
            at = int(chance.integers(1, len(text) - 2))
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        return text[:_UNREASONABLE].lower()

    def _watch(self, shown: Mapping[str, Any], source: str, row_kind: str) -> bool:
        """Watch what was taken, for as long as it turns out to be liked; whether they stayed."""
        assumed, chance, item = self._assumed, self._chance, str(shown["item_id"])
        place = self._audience.place.get(item)
        expected = assumed.stay if place is None else float(self._liking[place])
        liking = expected + float(chance.normal(0, assumed.surprise))
        length = float(self._titles(item).get("duration") or 60 * assumed.minutes)
        stayed = bool(chance.random() < stays(liking, assumed))
        finished = stayed and bool(chance.random() < stays(liking, assumed))
        share = 1.0 if finished else float(chance.uniform(0.3, 0.9) if stayed else 0.05)
        recommendation = shown.get("recommendation_id")
        self._diary.watch(item, share * length, length, recommendation)
        if place is not None:
            self._memory.had.add(place)
            self._appeal[place] = _UNKNOWN_APPEAL
        if chance.random() < assumed.rates:
            stars = round(2 * min(max(liking, 0.5), 5.0)) / 2
            self._diary.add("Item Rated", {"item_id": item, "stars": stars}, recommendation)
        who, day = self._person.user_id, self._moment.day
        self._played.append(Played(who, day, item, source, row_kind, stayed, finished))
        return stayed
