"""Small real things that tests are made of."""

from __future__ import annotations

from itertools import count
from typing import Any

from matinee.records import Artwork, Item, Person

NOW = 1_790_000_000_000
DAY = 86_400_000
_numbers = count()

_TABLE = """
1|Heat|1995|Crime,Thriller|Al Pacino,Robert De Niro
2|Toy Story|1995|Animation,Comedy|Tom Hanks,Tim Allen
3|Casino|1995|Crime,Drama|Robert De Niro,Sharon Stone
4|Big|1988|Comedy,Romance|Tom Hanks
5|Alien|1979|Horror,Sci-Fi|Sigourney Weaver
6|Aliens|1986|Action,Sci-Fi|Sigourney Weaver
7|Goodfellas|1990|Crime,Drama|Robert De Niro
8|Apollo 13|1995|Drama|Tom Hanks,Ed Harris
9|Blade Runner|1982|Sci-Fi,Thriller|Harrison Ford
10|Star Wars|1977|Action,Sci-Fi|Harrison Ford
11|The Godfather|1972|Crime,Drama|Al Pacino
12|Scarface|1983|Crime,Drama|Al Pacino
13|Sleepless in Seattle|1993|Comedy,Romance|Tom Hanks,Meg Ryan
14|When Harry Met Sally...|1989|Comedy,Romance|Meg Ryan
15|The Thing|1982|Horror,Sci-Fi|Kurt Russell
16|Fargo|1996|Crime,Thriller|Frances McDormand
17|The Lion King|1994|Animation,Musical|Jeremy Irons
18|Aladdin|1992|Animation,Comedy|Robin Williams
19|Seven|1995|Crime,Thriller|Brad Pitt
20|Notting Hill|1999|Comedy,Romance|Hugh Grant
21|Platoon|1986|Drama,War|Charlie Sheen
22|Das Boot|1981|Drama,War|Jürgen Prochnow
23|Ran|1985|Drama,War|Tatsuya Nakadai
24|Psycho|1960|Horror,Thriller|Anthony Perkins
"""


def _item(line: str) -> Item:
    number, title, year, categories, people = line.split("|")
    return Item(
        item_id=number,
        title=title,
        kind="film",
        year=int(year),
        categories=tuple(categories.split(",")),
        people=tuple(Person(name) for name in people.split(",")),
        duration=6000.0,
        artworks=(Artwork("a", f"/{number}/a.jpg"), Artwork("b", f"/{number}/b.jpg")),
    )


FILMS = [_item(line) for line in _TABLE.strip().splitlines()]
TITLE = {film.item_id: film.title for film in FILMS}


def track(event: str, user: str = "ann", *, time: int = NOW, **properties: Any) -> dict[str, Any]:
    """A track call with an id of its own; `item` and `recommendation` find their places."""
    call: dict[str, Any] = {
        "type": "track",
        "event": event,
        "userId": user,
        "messageId": f"m{next(_numbers)}",
        "timestamp": time,
    }
    if "item" in properties:
        properties["item_id"] = properties.pop("item")
    recommendation = properties.pop("recommendation", None)
    if recommendation:
        call["context"] = {"recommendation": {"recommendation_id": recommendation}}
    return call | {"properties": properties}


def rated(item: str, stars: float, user: str = "ann", **more: Any) -> dict[str, Any]:
    """A rating."""
    return track("Item Rated", user, item=item, stars=stars, **more)
