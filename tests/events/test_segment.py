"""The wire format: what each call means, and each rejection's words."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.errors import BadInput, TooLarge
from matinee.events.config import EventsConfig
from matinee.events.segment import Reader, parse_time, read_batch, read_single
from matinee.records import DEVICES, KINDS, Event, Foreign, Identity, Merge, Message
from tests.making import DAY, NOW, track

READER = Reader(EventsConfig(), lambda user_id: user_id == "old-account")


def read(call: Any, **options: Any) -> Message:
    raw = call if isinstance(call, bytes) else msgspec.json.encode(call)
    base: dict[str, Any] = {"call": None, "sent_at": None, "shared": None, "received": NOW}
    return READER.read(raw, **(base | {"trusted": False} | options))


def only(call: dict[str, Any]) -> Event:
    (event,) = read(call).events
    return event


@pytest.mark.parametrize(
    ("name", "kind", "properties", "value"),
    [
        ("Video Content Started", "play", {"position": 0}, 0.0),
        ("Video Playback Started", "play", {}, None),
        ("Video Content Playing", "progress", {"position": 30, "total_length": 600}, 30.0),
        ("Video Playback Paused", "pause", {"position": "31.5"}, 31.5),
        ("Video Playback Resumed", "resume", {}, None),
        ("Video Playback Interrupted", "stop", {}, None),
        ("Video Playback Completed", "stop", {}, None),
        ("Video Content Completed", "complete", {}, None),
        ("Product Viewed", "view", {}, None),
        ("product clicked", "click", {}, None),
        ("Item Impression", "impression", {"visible_ms": 900}, 900.0),
        ("Item Dwell", "dwell", {"visible_ms": 1200.5}, 1200.5),
        ("Preview Played", "preview", {}, None),
        ("Item Rated", "rate", {"stars": 3.5}, 3.5),
        ("Item Rated", "rate", {"thumb": -1}, 1.0),
        ("Item Rated", "rate", {"thumb": 0}, None),
        ("Item Rated", "rate", {"thumb": 1}, 4.0),
        ("Item Rated", "rate", {"thumb": 2}, 5.0),
        ("Item Hidden", "hide", {"reason": "seen it"}, None),
        ("Item Unhidden", "unhide", {}, None),
        ("Product Added to Wishlist", "save", {}, None),
        ("Product Removed from Wishlist", "unsave", {}, None),
        ("Product Added", "cart_add", {"quantity": 2}, 2.0),
        ("Product Removed", "cart_remove", {}, 1.0),
        ("Order Completed", "purchase", {"quantity": "3"}, 3.0),
    ],
)
def test_names_mean_kinds(name: str, kind: str, properties: Any, value: float | None) -> None:
    event = only(track(name, item="7", **properties))
    assert (event.kind, event.item, event.value) == (kind, "7", value)


def test_every_mapped_kind_is_a_known_kind() -> None:
    from matinee.events.names import KIND_OF_NAME, NEEDS_ITEM
    from matinee.profiles.profile import FEATURES_OF_KIND

    assert set(KIND_OF_NAME.values()) | NEEDS_ITEM <= KINDS == set(FEATURES_OF_KIND)


def test_unknown_names_are_kept_as_custom_with_their_name() -> None:
    event = only(track("Coupon Shaken", item="7"))
    assert (event.kind, event.details.name, event.item) == ("custom", "Coupon Shaken", "7")


def test_search_scroll_and_lists() -> None:
    search = only(track("Products Searched", query="  heat \n 1995 "))
    assert search.details.query == "heat 1995"
    scroll = only(track("Page Scrolled", depth=0.4, duration_ms=5000))
    assert (scroll.value, scroll.details.visible_ms) == (0.4, 5000)
    ranked = only(track("Items Ranked", items=["3", 1, "3"]))
    assert ranked.details.items == ("3", "1")


def test_the_item_is_the_first_of_the_named_fields() -> None:
    assert only(track("Item Clicked", sku="s", product_id="p")).item == "p"
    assert only(track("Item Clicked", content_asset_id=12, sku="s")).item == "12"


def test_products_fan_out_one_event_each() -> None:
    products = [
        {"product_id": "a", "quantity": 2, "price": 1.5},
        {"sku": "b", "recommendation_id": "p.0.3"},
    ]
    first, second = read(
        track("Order Completed", order_id="o1", currency="EUR", products=products)
    ).events
    assert (first.item, first.value, first.details.price) == ("a", 2.0, 1.5)
    assert (first.details.currency, first.details.order_id) == ("EUR", "o1")
    assert (second.item, second.value, second.recommendation) == ("b", 1.0, "p.0.3")


@pytest.mark.parametrize("name", ["recommendation_id", "recommId", "recommendationId"])
def test_the_recommendation_is_taken_under_each_name(name: str) -> None:
    call = track("Item Clicked", item="1") | {"context": {"recommendation": {name: "p.1.2"}}}
    assert only(call).recommendation == "p.1.2"


def test_a_foreign_recommendation_is_marked_as_foreign() -> None:
    block = {"row_id": "r", "item_position": 4, "artwork_id": "a", "message_id": "m"}
    event = only(track("Item Clicked", item="1") | {"context": {"recommendation": block}})
    assert event.recommendation is None
    assert event.details.foreign == Foreign(None, "r", 4, "a", "m")


def test_device_and_local_time_come_from_the_context() -> None:
    context = {"device": {"type": "ios"}, "timezone": "America/New_York", "locale": "en-US"}
    event = only(track("Item Clicked", item="1", time=1_750_000_000_000) | {"context": context})
    assert (event.device, event.offset_min) == ("phone", -240)
    for agent, device in [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148", "phone"),
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X)", "tablet"),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) Mobile Safari/537.36", "phone"),
        ("Mozilla/5.0 (Linux; Android 13; SM-X700) Safari/537.36", "tablet"),
        ("Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0)", "tv"),
        ("Mozilla/5.0 (Web0S; Linux/SmartTV)", "tv"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "desktop"),
        ("curl/8", "other"),
    ]:
        got = only(track("Item Clicked", item="1") | {"context": {"userAgent": agent}})
        assert got.device == device in DEVICES
    strange = {"timezone": "Mars/Olympus", "userAgent": None}
    assert only(track("Item Clicked", item="1") | {"context": strange}).offset_min == 0


def test_a_wrong_client_clock_is_corrected_by_sent_at() -> None:
    """time = received - (sentAt - timestamp), as Segment specifies."""
    broken = -50 * 365 * DAY
    call = track("Item Clicked", item="1", time=NOW + broken - 5_000)
    assert read(call, sent_at=NOW + broken).events[0].time == NOW - 5_000
    early = track("Item Clicked", item="1", time=0) | {"timestamp": "1970-01-01T00:00:50Z"}
    assert read(early, sent_at=60_000).events[0].time == NOW - 10_000
    own = call | {"sentAt": NOW + broken - 1_000}
    assert read(own, sent_at=None).events[0].time == NOW - 4_000


def test_without_a_timestamp_the_time_of_receipt_counts() -> None:
    call = track("Item Clicked", item="1")
    del call["timestamp"]
    assert only(call).time == NOW
    assert only(call | {"originalTimestamp": NOW - DAY}).time == NOW - DAY


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2020-01-02T03:04:05.678Z", 1577934245678),
        ("2020-01-02T03:04:05+02:00", 1577927045000),
        ("2020-01-02", 1577923200000),
        ("2020-01-02 03:04:05", 1577934245000),
        (1577934245, 1577934245000),
        (1577934245678, 1577934245678),
    ],
)
def test_times_are_read(text: str | int, time: int) -> None:
    assert parse_time(text, "timestamp") == time


def test_identify_merges_the_guest_and_alias_the_previous_id() -> None:
    identify = {"type": "identify", "userId": "ann", "anonymousId": "c", "messageId": "i"}
    account = Identity("ann", True)
    assert read(identify).merge == Merge(Identity("c", False), account)
    assert read(identify).events[0].kind == "identify"
    alias = {"type": "alias", "userId": "ann", "previousId": "c", "messageId": "a"}
    assert read(alias).merge == Merge(Identity("c", False), account)
    assert read(track("Item Clicked", item="1") | {"anonymousId": "c"}).merge is None


def test_merging_two_accounts_needs_a_server_key() -> None:
    alias = {"type": "alias", "userId": "ann", "previousId": "old-account"}
    with pytest.raises(BadInput, match="needs a server key"):
        read(alias)
    assert read(alias, trusted=True).merge == Merge(
        Identity("old-account", True), Identity("ann", True)
    )


def test_the_body_is_kept_to_the_byte() -> None:
    raw = (
        b'{"type":"track", "event":"Item Clicked","userId":"x", '
        b'"properties":{"sku":"1","\xc3\xa9":[1.50]}}'
    )
    assert read(raw).body == raw


def test_a_missing_message_id_is_made_from_the_body() -> None:
    call = track("Item Clicked", item="1")
    del call["messageId"]
    assert read(call).message_id == read(call).message_id
    del call["timestamp"]
    assert read(call).message_id != read(call).message_id


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"userId": None}, "userId or anonymousId is required"),
        ({"userId": ""}, "userId or anonymousId is required"),
        ({"userId": "u" * 10_240}, "userId is 10,240 characters long; 256 is the limit"),
        ({"userId": "a\0b"}, "userId contains a NUL"),
        ({"userId": ["a"]}, r"got `array` - at `\$.userId`"),
        ({"messageId": "m" * 300}, "messageId is 300 characters long"),
        ({"type": "explode"}, "type 'explode' is not one of"),
        ({"event": None}, "track needs event"),
        ({"event": 7}, r"\$.event"),
        ({"properties": 7}, r"Expected `object \| null`, got `int` - at `\$.properties`"),
        ({"properties": {}}, "click needs an item"),
        ({"properties": {"item_id": {"a": 1}}}, "item_id must be text"),
        ({"properties": {"item_id": "x\0y"}}, "item_id contains a NUL"),
        ({"properties": {"item_id": "i" * 10_240}}, "item_id is 10,240 characters long"),
        ({"timestamp": "yesterday"}, "'yesterday' is not an ISO 8601 time"),
        ({"timestamp": 0}, "1970-01-01T00:00:00.* is before 1990-01-01"),
        ({"timestamp": "2090-01-01T00:00:00Z"}, "is in the future"),
        ({"timestamp": 1e300}, "future|not a time"),
        ({"sentAt": "soon"}, "sentAt 'soon'"),
        ({"context": {"timezone": 5}}, r"\$.context.timezone"),
        ({"event": "Item Rated"}, "needs thumb"),
        ({"event": "Item Rated", "properties": {"item_id": "1", "stars": 9}}, "0.5 to 5"),
        ({"event": "Item Rated", "properties": {"item_id": "1", "thumb": 3}}, "thumb 3 is not"),
        ({"event": "Item Rated", "properties": {"item_id": "1", "thumb": True}}, "thumb True"),
        ({"event": "Item Rated", "properties": {"item_id": "1", "thumb": [1]}}, "thumb"),
        ({"event": "Products Searched", "properties": {"query": " "}}, "needs query"),
        ({"event": "Page Scrolled", "properties": {"depth": 40}}, "depth, 0 to 1"),
        ({"event": "Items Ranked", "properties": {"items": []}}, "1 to 200 ids"),
        ({"event": "Items Ranked", "properties": {"items": [{}]}}, "must be ids"),
        ({"event": "Order Completed", "properties": {"products": [1]}}, "list of objects"),
        ({"event": "Order Completed", "properties": {"products": []}}, "products is empty"),
        ({"type": "alias"}, "alias needs previousId"),
        ({"type": "alias", "previousId": "p", "userId": None, "anonymousId": "a"}, "needs userId"),
    ],
)
def test_what_is_wrong_is_said(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        read(track("Item Clicked", item="1") | change)


@pytest.mark.parametrize("raw", [b"{", b"[]", b"7", b"null", b'{"userId": "\xff"}', b'"\\ud800"'])
def test_what_is_not_a_message_is_said(raw: bytes) -> None:
    with pytest.raises(BadInput):
        read(raw)


def test_large_events_and_batches_are_refused() -> None:
    with pytest.raises(BadInput, match=r"the event is 4\d,\d\d\d bytes; 32,768 is the limit"):
        read(track("Item Clicked", item="1", text="x" * 40_000))
    with pytest.raises(TooLarge, match="512,000 is the limit"):
        read_batch(b" " * 600_000, EventsConfig())


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"batch": 7}', b"\x00", b"{" * 5000])
def test_what_is_not_a_batch_is_said(body: bytes) -> None:
    with pytest.raises(BadInput, match="Not a batch"):
        read_batch(body, EventsConfig())


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"\x00", b"{" * 5000])
def test_what_is_not_a_call_is_said(body: bytes) -> None:
    with pytest.raises(BadInput, match="Not a JSON object"):
        read_single(body)


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
_fields = ["userId", "messageId", "timestamp", "sentAt", "properties", "context", "event", "type"]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from(_fields), _json, max_size=4))
def test_no_json_breaks_the_reader(change: dict[str, Any]) -> None:
    try:
        message = read(track("Item Rated", item="1", stars=3) | change)
    except BadInput as error:
        assert error.message
    else:
        assert message.events and all(event.kind in KINDS for event in message.events)
