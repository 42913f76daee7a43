"""The tracker in a real browser: what it says of a page is what happened on it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import matinee
from matinee.events.segment import parse_time
from tests.browser.people import Person, events_of, products_of
from tests.browser.sites import PlainSite
from tests.flow.serving import Server

WEB = Path(matinee.__file__).parents[2] / "web"
HEIGHT, WINDOW = 400, 800
PAGE = """<!doctype html><title>A shop</title>
<style>body {{ margin: 0 }} article {{ height: {height}px; overflow: hidden }}</style>
<script defer src="{server}/web/tracker.js" data-write-key="{key}" data-user="{user}" {more}>
</script>
{articles}
"""
SCROLL = """async ({stops, half}) => {
  const spent = {};
  const articles = [...document.querySelectorAll("article")];
  const inView = () => articles.filter((article) => {
    const box = article.getBoundingClientRect();
    const seen = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
    return seen >= half * box.height;
  });
  for (const [y, ms] of stops) {
    scrollTo(0, y);
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const from = performance.now();
    const seen = inView();
    await new Promise((done) => setTimeout(done, ms));
    const stretch = performance.now() - from;
    for (const article of seen)
      spent[article.dataset.itemId] = (spent[article.dataset.itemId] ?? 0) + stretch;
  }
  return spent;
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("tracked")) as made:
        yield made


@pytest.fixture
def shop(server: Server, site: PlainSite, visit: Callable[..., Person]) -> Callable[..., Person]:
    """Opens a plain page of twelve articles with the tracker on it."""

    def open_shop(user: str, more: str = "", init: str = "", **options: Any) -> Person:
        with server.client() as client:
            key = client.post("/v1/keys", json={"kind": "write"}).json()["key"]
        articles = "".join(
            f'<article data-item-id="i{n}" data-recommendation-id="page.0.{n}">Item {n}</article>'
            for n in range(12)
        )
        text = PAGE.format(
            height=HEIGHT, server=server.url, key=key, user=user, more=more, articles=articles
        )
        address = site.put("/", text)
        person = visit(site.url, width=1000, height=WINDOW, allowed=(server.url,), **options)
        if init:
            person.page.add_init_script(init)
        person.page.goto(address)
        person.page.wait_for_function("window.matinee !== undefined")
        return person

    return open_shop


def settled(server: Server, user: str, name: str, least: int = 1) -> list[dict[str, Any]]:
    """The person's messages, once at least `least` of a name are there."""
    for _ in range(100):
        messages = events_of(server, user)
        if sum(message.get("event") == name for message in messages) >= least:
            return messages
        time.sleep(0.1)
    raise AssertionError(f"{name} did not arrive: {[m.get('event') for m in messages]}")


def test_visible_time_is_within_5_percent_of_the_truth(
    server: Server, shop: Callable[..., Person]
) -> None:
    person = shop("reader")
    stops = [(0, 1500), (1000, 2200), (1040, 1300), (2600, 3000), (100, 1700)]
    truth = person.page.evaluate(SCROLL, {"stops": stops, "half": 0.5})
    person.page.goto("about:blank")
    messages = settled(server, "reader", "Page Scrolled")
    told: dict[str, float] = {}
    for product in products_of(messages, "Product List Viewed", "Item Dwell"):
        told[product["item_id"]] = told.get(product["item_id"], 0) + product["visible_ms"]
    assert len(truth) >= 6
    assert told.keys() == truth.keys()
    for item, spent in truth.items():
        assert abs(told[item] - spent) <= 0.05 * spent, (item, told[item], spent)
    first = products_of(messages, "Product List Viewed")
    assert len(first) == len(truth), "one impression for each item that was seen"
    assert all(one["recommendation_id"].startswith("page.0.") for one in first)
    scroll = next(m for m in messages if m["event"] == "Page Scrolled")["properties"]
    assert scroll["depth"] == pytest.approx((2600 + WINDOW) / (12 * HEIGHT), abs=0.01)
    assert scroll["speed_px_s"] > 0


def test_a_glance_is_no_impression_and_a_hidden_page_shows_nothing(
    server: Server, shop: Callable[..., Person]
) -> None:
    person = shop("glancer")
    glance = [(0, 700), (1600, 250), (0, 700)]
    person.page.evaluate(SCROLL, {"stops": glance, "half": 0.5})
    person.page.evaluate(
        """async () => {
          Object.defineProperty(document, "visibilityState", {value: "hidden", configurable: true});
          document.dispatchEvent(new Event("visibilitychange"));
          await new Promise((done) => setTimeout(done, 2000));
          Object.defineProperty(document, "visibilityState", {value: "visible"});
          document.dispatchEvent(new Event("visibilitychange"));
          await matinee.flush();
        }"""
    )
    messages = settled(server, "glancer", "Product List Viewed")
    seen = products_of(messages, "Product List Viewed", "Item Dwell")
    assert {product["item_id"] for product in seen} == {"i0", "i1"}
    for item in ("i0", "i1"):
        spent = sum(product["visible_ms"] for product in seen if product["item_id"] == item)
        assert 1400 <= spent < 2600, "the two seconds of the hidden page do not count"


def test_clicks_and_hesitation_are_told_apart(server: Server, shop: Callable[..., Person]) -> None:
    person = shop("waverer")
    articles = person.page.locator("article")
    articles.nth(0).hover()
    person.page.wait_for_timeout(1300)
    articles.nth(1).hover()
    person.page.wait_for_timeout(200)
    articles.nth(1).click()
    person.page.evaluate("matinee.flush()")
    messages = settled(server, "waverer", "Item Clicked")
    told = {m["event"]: m["properties"] for m in messages}
    assert told["Preview Played"]["item_id"] == "i0"
    assert told["Preview Played"]["duration_ms"] >= 1000
    assert told["Item Clicked"]["item_id"] == "i1"
    assert told["Item Clicked"]["recommendation_id"] == "page.0.1"


def test_what_happens_offline_arrives_once(server: Server, shop: Callable[..., Person]) -> None:
    person = shop("traveller")
    person.expects_failures = True
    person.context.set_offline(True)
    person.page.evaluate("matinee.act('Item Rated', {item_id: 'i1', thumb: 1})")
    person.page.wait_for_timeout(400)
    assert person.page.evaluate("Object.keys(localStorage).some(k => k.includes('outbox'))")
    person.context.set_offline(False)
    messages = settled(server, "traveller", "Item Rated")
    person.page.wait_for_timeout(1500)
    messages = events_of(server, "traveller")
    assert sum(m["event"] == "Item Rated" for m in messages) == 1


def test_a_page_closed_offline_tells_when_it_is_opened_again(
    server: Server, shop: Callable[..., Person]
) -> None:
    person = shop("returner")
    person.expects_failures = True
    address = person.page.url
    person.page.evaluate(
        """() => {
          navigator.sendBeacon = () => false;
          window.fetch = () => Promise.reject(new TypeError("offline"));
        }"""
    )
    person.page.evaluate("matinee.act('Item Saved', {item_id: 'i2'})")
    person.page.wait_for_timeout(400)
    person.page.close()
    assert events_of(server, "returner") == []
    again = person.context.new_page()
    again.goto(address)
    messages = settled(server, "returner", "Item Saved")
    assert sum(m["event"] == "Item Saved" for m in messages) == 1


def test_two_tabs_tell_everything_once(server: Server, shop: Callable[..., Person]) -> None:
    person = shop("tabber")
    other = person.context.new_page()
    other.goto(person.page.url)
    other.wait_for_function("window.matinee !== undefined")
    for number, tab in enumerate((person.page, other, person.page, other)):
        tab.evaluate("n => matinee.track('Item Clicked', {item_id: 'i' + n})", number)
    person.page.wait_for_timeout(400)
    third = person.context.new_page()
    third.goto(person.page.url)
    for tab in (person.page, other, third):
        tab.evaluate("matinee.flush()")
    messages = settled(server, "tabber", "Item Clicked", 4)
    clicks = sorted(m["properties"]["item_id"] for m in messages if m["event"] == "Item Clicked")
    assert clicks == ["i0", "i1", "i2", "i3"]


@pytest.mark.parametrize(
    ("more", "init"),
    [
        ("", "Object.defineProperty(navigator, 'doNotTrack', {value: '1'})"),
        ("", "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})"),
        ('data-consent="false"', ""),
    ],
    ids=["do-not-track", "global-privacy-control", "no consent"],
)
def test_who_does_not_want_to_be_observed_is_not(
    server: Server, shop: Callable[..., Person], more: str, init: str
) -> None:
    user = f"private{len(more)}{len(init)}"
    person = shop(user, more, init)
    person.page.evaluate(SCROLL, {"stops": [(0, 900), (900, 900)], "half": 0.5})
    person.page.locator("article").nth(3).click()
    person.page.evaluate("matinee.act('Item Rated', {item_id: 'i1', thumb: 1})")
    assert person.page.evaluate("Object.keys(localStorage)") == []
    person.page.goto("about:blank")
    person.page.wait_for_timeout(500)
    assert [m["event"] for m in settled(server, user, "Item Rated")] == ["Item Rated"]


def test_consent_can_be_given_and_taken_back(server: Server, shop: Callable[..., Person]) -> None:
    person = shop("decider", 'data-consent="false"')
    person.page.evaluate("matinee.track('Item Clicked', {item_id: 'i1'})")
    person.page.evaluate("matinee.consent(true)")
    person.page.evaluate("matinee.track('Item Clicked', {item_id: 'i2'})")
    person.page.evaluate("matinee.flush()")
    person.page.evaluate("matinee.consent(false)")
    person.page.evaluate("matinee.track('Item Clicked', {item_id: 'i3'}), matinee.flush()")
    messages = settled(server, "decider", "Item Clicked")
    clicked = {m["properties"]["item_id"] for m in messages if m["event"] == "Item Clicked"}
    assert clicked == {"i2"}
    assert person.page.evaluate("Object.keys(localStorage)") == []


def test_a_clock_that_is_a_day_off_is_corrected(
    server: Server, shop: Callable[..., Person]
) -> None:
    day = 86_400_000
    wrong = (
        "const D = Date, off = () => D.now() + " + str(2 * day) + ";"
        "Date = class extends D { static now() { return off(); }"
        "constructor(...a) { a.length ? super(...a) : super(off()); } };"
    )
    person = shop("dreamer", init=wrong)
    person.page.evaluate("matinee.act('Item Saved', {item_id: 'i1'})")
    sent = settled(server, "dreamer", "Item Saved")[0]
    assert parse_time(sent["timestamp"], "") > (time.time() + 86_400) * 1000
    with server.client() as client:
        view = client.get("/v1/users/dreamer/profile").json()
    saved = next(line for line in view["lines"] if line["feature"] == "saved")
    told = parse_time(saved["evidence"][0]["at"], "at")
    assert abs(told - time.time() * 1000) < 60_000


def test_segments_own_browser_sdk_works_with_only_its_host_changed(
    server: Server, site: PlainSite, visit: Callable[..., Person]
) -> None:
    sdk = WEB / "node_modules" / "@segment" / "analytics-next" / "dist" / "umd" / "standalone.js"
    site.put("/analytics.js", sdk)
    with server.client() as client:
        key = client.post("/v1/keys", json={"kind": "write"}).json()["key"]
    site.put(
        "/",
        f"""<!doctype html><title>A site</title><script>
        var analytics = window.analytics = [];
        analytics._writeKey = "{key}"; analytics._cdn = "{server.url}";
        analytics._loadOptions = {{}}; analytics.initialize = false;
        for (const name of ["track", "identify", "page", "alias", "group", "ready"])
          analytics[name] = (...args) => (analytics.push([name, ...args]), analytics);
        analytics.page("Home"); analytics.identify("segment-ann", {{plan: "a"}});
        analytics.track("Item Rated", {{item_id: "i1", stars: 5}});
        analytics.group("family");
        </script><script src="/analytics.js"></script>""",
    )
    person = visit(site.url, allowed=(server.url,))
    person.page.goto(site.url + "/")
    messages = settled(server, "segment-ann", "Item Rated")
    for _ in range(50):
        kinds = {message["type"] for message in events_of(server, "segment-ann")}
        if kinds >= {"identify", "track", "page", "group"}:
            break
        time.sleep(0.1)
    assert kinds >= {"identify", "track", "page", "group"}
    assert any(m.get("properties", {}).get("stars") == 5 for m in messages)
