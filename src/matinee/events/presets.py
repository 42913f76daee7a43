"""How foreign tables become messages: column names, layouts and event names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from ..errors import BadInput
from .files import Layout, Row, sniff_delimiter
from .names import KIND_OF_NAME

OURS = {
    "user_id": ("user_id", "userid", "user", "customer_id"),
    "anonymous_id": ("anonymous_id", "anonymousid"),
    "item_id": ("item_id", "itemid", "item", "movieid", "movie_id", "product_id", "asin"),
    "event": ("event", "event_type", "feedbacktype", "feedback_type"),
    "timestamp": ("timestamp", "time", "date", "datetime"),
    "stars": ("stars", "rating"),
    "thumb": ("thumb",),
    "query": ("query",),
    "quantity": ("quantity",),
    "price": ("price",),
    "message_id": ("message_id", "messageid"),
    "device": ("device",),
    "value": ("event_value",),
}
"""Our columns and the foreign names (in lower case) that are taken for them."""

_NAME_OF_KIND = {kind: name.title() for name, kind in reversed(KIND_OF_NAME.items())}
_COMMON_WORDS = {
    "watch": "Video Content Started",
    "watched": "Video Content Completed",
    "read": "Product Viewed",
    "buy": "Order Completed",
    "click": "Item Clicked",
    "rating": "Item Rated",
    "add_to_cart": "Product Added",
    "star": "like",
}
_LIKES = {"like": 1, "dislike": -1, "love": 2}


class Preset(Struct, frozen=True):
    """How one kind of foreign file is read."""

    name: str
    about: str
    columns: dict[str, str] = {}
    layouts: dict[str, Layout] = {}
    """Layout by the end of the file's name."""
    fixed: dict[str, str] = {}
    """What stands in a row that has no such column, such as "event"."""

    def layout(self, path: Path) -> Layout:
        """The layout of a file."""
        name = path.name.lower().removesuffix(".gz")
        for ending, layout in self.layouts.items():
            if name.endswith(ending):
                return layout
        return Layout(sniff_delimiter(path))


_RATING_COLUMNS = ("userId", "movieId", "rating", "timestamp")
MOVIELENS_GENRES = (
    *("unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime"),
    *("Documentary", "Drama", "Fantasy", "Film-Noir", "Horror", "Musical", "Mystery"),
    *("Romance", "Sci-Fi", "Thriller", "War", "Western"),
)
"""The flag columns of u.item, in order."""
PRESETS = {
    "plain": Preset("plain", "columns by their common names, or Segment messages as JSONL"),
    "movielens": Preset(
        "movielens",
        "MovieLens ratings and movies: u.data, u.item, ratings.dat, movies.dat, *.csv, RecBole",
        layouts={
            "u.data": Layout("\t", _RATING_COLUMNS),
            "ratings.dat": Layout("::", _RATING_COLUMNS, "latin-1"),
            "movies.dat": Layout("::", ("movieId", "title", "genres"), "latin-1"),
            "u.item": Layout(
                "|",
                ("movieId", "title", "release_date", "video_date", "url", *MOVIELENS_GENRES),
                "latin-1",
                quoted=False,
            ),
            ".inter": Layout("\t", quoted=False),
            ".item": Layout("\t", quoted=False),
            ".user": Layout("\t", quoted=False),
        },
    ),
    "personalize": Preset(
        "personalize", "Amazon Personalize interactions: USER_ID, ITEM_ID, TIMESTAMP, EVENT_TYPE"
    ),
    "gorse": Preset("gorse", "gorse feedback: FeedbackType, UserId, ItemId, Timestamp"),
}


def preset(name: str) -> Preset:
    """A preset by name. Raises BadInput, listing all."""
    found = PRESETS.get(name)
    if found is None:
        known = "; ".join(f"{p.name}: {p.about}" for p in PRESETS.values())
        raise BadInput(f"There is no preset {name!r}. {known}", field="preset")
    return found


def message_of(row: Row, mapping: Mapping[str, str]) -> Row:
    """The Segment message that a row means. Raises BadInput.

    `mapping` gives our name for theirs. A row that is a Segment message already is kept as it is.
    """
    if "type" in row and ("userId" in row or "anonymousId" in row):
        # An exported time is right already; `sentAt` would move it to the moment of the import.
        return {name: value for name, value in row.items() if name != "sentAt"}
    fields, rest = _split(row, mapping)
    event, properties = _event(fields)
    item = fields.get("item_id")
    message: Row = {
        "type": "track",
        "event": event,
        "timestamp": _timestamp(fields.get("timestamp")),
        "properties": rest | properties | ({} if item in (None, "") else {"item_id": str(item)}),
    }
    named = ("user_id", "userId"), ("anonymous_id", "anonymousId"), ("message_id", "messageId")
    for ours, theirs in named:
        if fields.get(ours) not in (None, ""):
            message[theirs] = str(fields[ours])
    if fields.get("device"):
        message["context"] = {"device": {"type": str(fields["device"])}}
    return message


def _split(row: Row, mapping: Mapping[str, str]) -> tuple[Row, Row]:
    fields: Row = {}
    rest: Row = {}
    for name, value in row.items():
        ours = mapping.get(name) or _GUESS.get(name.lower())
        if ours is None:
            rest[name] = value
        elif value not in (None, ""):
            fields[ours] = value
    return fields, rest


_GUESS = {theirs: ours for ours, names in OURS.items() for theirs in names}


def _event(fields: Row) -> tuple[str, Row]:
    """The event's name, and the properties that its columns mean."""
    kept = ("query", "quantity", "price")
    properties: Row = {name: fields[name] for name in kept if name in fields}
    word = str(fields.get("event", "rate" if {"stars", "thumb"} & fields.keys() else "view"))
    name = _COMMON_WORDS.get(word.lower(), word)
    if name.lower() in _LIKES:
        return "Item Rated", properties | {"thumb": _LIKES[name.lower()]}
    name = _NAME_OF_KIND.get(name.lower(), name)
    if name == "Item Rated":
        if "thumb" in fields:
            properties["thumb"] = _whole(fields["thumb"])
        else:
            properties["stars"] = fields.get("stars", fields.get("value"))
    elif "value" in fields:
        properties["value"] = fields["value"]
    return name, properties


def _whole(value: Any) -> Any:
    try:
        return int(value)
    except (TypeError, ValueError):
        return value


def _timestamp(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return float(value)
    except ValueError:
        return value
