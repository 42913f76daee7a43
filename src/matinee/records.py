"""The records that cross stages. All frozen; times are milliseconds since 1970 in UTC.

An event enters on the left and a page leaves on the right:

    Event -> (profile) -> Candidate -> Row, Page -> Decision -> Impression -> Outcome

A `Decision` is what we served; an `Impression` is what a person saw. They are kept apart because
only the second may teach that something was passed by.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

PLAY_KINDS = frozenset({"play", "progress", "pause", "resume", "stop", "complete"})
SHOP_KINDS = frozenset({"cart_add", "cart_remove", "purchase"})
SEEN_KINDS = frozenset({"impression", "dwell", "scroll", "preview"})
MESSAGE_KINDS = frozenset(
    f"message_{what}"
    for what in ("delivered", "opened", "clicked", "bounced", "marked_as_spam", "unsubscribed")
)
KINDS = (
    PLAY_KINDS
    | SHOP_KINDS
    | SEEN_KINDS
    | MESSAGE_KINDS
    | {"view", "click", "search", "rate", "hide", "unhide", "rank", "save", "unsave", "adjust"}
    | {"page", "screen", "identify", "alias", "group", "custom"}
)
DEVICES = ("tv", "desktop", "phone", "tablet", "other")


class Foreign(Struct, frozen=True, omit_defaults=True):
    """Where a recommendation of another system put the item: its own words, not trusted."""

    recommendation_id: str | None = None
    row_id: str | None = None
    item_position: int | None = None
    artwork_id: str | None = None
    message_id: str | None = None


class Details(Struct, frozen=True, omit_defaults=True):
    """What only some kinds of event carry."""

    name: str | None = None
    """The event or page name as sent, where it has no kind of its own."""
    query: str | None = None
    items: tuple[str, ...] = ()
    """A list that the person put in order, best first."""
    facet: str | None = None
    """What the person wants more or less of: "category", "person", "tag", "era" or "length" ..."""
    facet_value: str | None = None
    """... and which of them, such as "Horror"."""
    duration_s: float | None = None
    visible_ms: float | None = None
    row_id: str | None = None
    price: float | None = None
    currency: str | None = None
    order_id: str | None = None
    reason: str | None = None
    foreign: Foreign | None = None


NO_DETAILS = Details()


class Event(Struct, frozen=True, gc=False):
    """One thing that one person did at one moment.

    `value` means, by kind: rate: 0.5 to 5 stars (a thumb of -1 is 1, 1 is 4, 2 is 5; None takes the
    rating back); adjust: -1 less, 1 more, 0 as it was; impression, dwell: visible milliseconds;
    scroll: depth 0 to 1; purchase, cart_add: quantity; play kinds: seconds into the item. None
    where the sender did not say.
    """

    kind: str
    time: int
    item: str | None = None
    value: float | None = None
    device: str = "other"
    offset_min: int = 0
    """Minutes to add to UTC for the person's own clock."""
    recommendation: str | None = None
    details: Details = NO_DETAILS


class Logged(Struct, frozen=True, gc=False):
    """An event that is on disk: `seq` is its place in the log, `user` the person's key."""

    seq: int
    user: int
    event: Event


class Identity(Struct, frozen=True, gc=False):
    """An id as a client sends it: a known account (`userId`) or a guest (`anonymousId`)."""

    id: str
    known: bool


class Merge(Struct, frozen=True, gc=False):
    """`guest` turned out to be `account`: their histories become one."""

    guest: Identity
    account: Identity


class Message(Struct, frozen=True, gc=False):
    """One accepted message of the wire: its whole body, and the events it means."""

    message_id: str
    identity: Identity
    received: int
    made: int
    """When it was made by the client's own word, or as corrected: the earlier of the two (ms)."""
    body: bytes
    events: tuple[Event, ...]
    merge: Merge | None = None


class Person(Struct, frozen=True):
    """A person in the catalogue: cast, crew, author, brand ambassador."""

    name: str
    role: str = "cast"
    photo_url: str | None = None


class Artwork(Struct, frozen=True):
    """One picture of an item."""

    artwork_id: str
    url: str
    shape: str = "16:9"
    tags: tuple[str, ...] = ()
    color: str | None = None
    """#rrggbb, shown until the picture has come."""


class Availability(Struct, frozen=True, rename={"from_": "from"}):
    """Where and when an item may be shown. Empty countries: everywhere. Times in ms since 1970."""

    countries: tuple[str, ...] = ()
    from_: int | None = None
    until: int | None = None


class Item(Struct, frozen=True, omit_defaults=True, rename={"item_id": "id"}):
    """One entry of the catalogue: a film, an episode, a product."""

    item_id: str
    title: str
    kind: str = "item"
    parent_id: str | None = None
    season: int | None = None
    episode: int | None = None
    categories: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    tags: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    description: str | None = None
    language: str | None = None
    maturity: str | None = None
    year: int | None = None
    duration: float | None = None
    """Length in seconds."""
    availability: Availability | None = None
    price: float | None = None
    currency: str | None = None
    stock: float | None = None
    variant_of: str | None = None
    artworks: tuple[Artwork, ...] = ()
    vector: tuple[float, ...] = ()
    properties: dict[str, Any] = field(default_factory=dict)


class ArtworkChoice(Struct, frozen=True, gc=False):
    """The picture chosen for this person now, and the exact chance with which it was chosen."""

    artwork_id: str
    url: str
    """Absolute, or relative to the address of the server that gave it."""
    propensity: float
    color: str | None = None
    """What may stand in its place until it is there, as #rrggbb."""


class Candidate(Struct, frozen=True, gc=False, omit_defaults=True):
    """An item that may be shown, which source proposed it, and why in plain words."""

    item_id: str
    title: str
    score: float
    source: str
    reason: str
    artwork: ArtworkChoice | None = None
    price: float | None = None
    currency: str | None = None


class PageItem(Struct, frozen=True, gc=False, omit_defaults=True):
    """One place on the page."""

    item_id: str
    position: int
    title: str
    score: float
    source: str
    reason: str
    artwork: ArtworkChoice | None
    recommendation_id: str
    price: float | None = None
    currency: str | None = None


class Row(Struct, frozen=True, gc=False):
    """A titled row of items; `next` fetches more of it, None where there is no more."""

    row_id: str
    kind: str
    title: str
    reason: str
    position: int
    items: list[PageItem]
    next: str | None


class Page(Struct, frozen=True):
    """What one person is shown on one device at one moment."""

    page_id: str
    user_id: str
    device: str
    generated_at: str
    model_version: str
    rows: list[Row]


class Pictured(Struct, frozen=True, array_like=True, gc=False):
    """A picture that was drawn by chance, and what is learnt by once it is seen: its item's genre,
    and what it shows crossed with the person, as float16 bytes."""

    item: str
    genre: str
    artwork: str
    x: bytes
    audience: str = ""
    """Who was shown it: "new" people, a "fan" of what it shows, an "other"."""


class Placed(Struct, frozen=True, array_like=True, gc=False):
    """An item as it was served, with the propensity of each random choice that put it so."""

    item: str
    source: str
    score: float
    artwork: str | None = None
    artwork_propensity: float = 1.0
    exploration_propensity: float = 1.0
    swap_propensity: float = 1.0
    swap: str = ""
    """The pair of neighbours that it was tossed for in: see `page.swaps`."""
    team: str = ""
    """Which of two rankers picked it, "A" or "B", where they are interleaved: `page.interleave`."""


class ServedRow(Struct, frozen=True, array_like=True, gc=False):
    """A row as it was served."""

    row_id: str
    kind: str
    position: int
    first_column: int
    items: tuple[Placed, ...]


class Decision(Struct, frozen=True, array_like=True):
    """What we served: one page (part 0), or a continuation of one of its rows (part 1, 2, ...)."""

    page_id: str
    part: int
    user: int
    time: int
    device: str
    policy: str
    model: str
    seed: str
    rows: tuple[ServedRow, ...]
    assignments: tuple[tuple[str, str], ...] = ()
    """Pairs of experiment and variant that made a difference here; layers overlap, so there may be
    several."""
    country: str | None = None
    held_out: tuple[str, ...] = ()
    """Kinds of rows that this page would have had, and was not given by chance."""
    hold_out: float = 0.0
    """That chance."""


class Impression(Struct, frozen=True, array_like=True, gc=False):
    """What a person saw, as their client reports it against the served decision."""

    page_id: str
    row: int
    column: int
    user: int
    item: str
    time: int
    visible_ms: float


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one recommendation. `None` means: not known yet."""

    recommendation_id: str
    user: int
    item: str
    row_kind: str
    row: int
    column: int
    served: int
    seen: bool
    visible_ms: float
    clicked: bool
    take: bool
    finished: bool
    abandoned: bool | None
    liked: bool
    disliked: bool
    hidden: bool
    watched_s: float
    rules: str
    """Version of the thresholds that judged it."""
