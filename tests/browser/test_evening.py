"""A whole evening, by mouse, by keyboard and by touch."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Person, events_of, products_of
from tests.flow.serving import Server

STEADY = "Math.round(scrollY)"
PAGE = "document.querySelector('matinee-page')"
SHOWN = f"{PAGE}.current.rows.flatMap(row => row.items)"


def names(messages: list[dict[str, object]]) -> list[object]:
    return [message.get("event") for message in messages]


def arrived(server: Server, user: str, *wanted: str) -> list[dict[str, object]]:
    """The person's messages, once some events are there."""
    for _ in range(100):
        messages = events_of(server, user)
        if set(wanted) <= set(names(messages)):
            return messages
        time.sleep(0.1)
    raise AssertionError(f"{set(wanted) - set(names(messages))} did not arrive: {names(messages)}")


def title_of(person: Person, row: int, place: int) -> str:
    alt = person.row(row).locator("li img").nth(place).get_attribute("alt")
    assert alt
    return alt


def row_named(person: Person, name: str) -> int:
    return person.rows().index(name)


def at_rest(page: Page) -> None:
    """Wait until nothing is asked of the server any more."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(150)


def test_an_evening_by_mouse(evening: Server, visit: Callable[..., Person]) -> None:
    person = visit(evening)
    user = person.stranger()
    page = person.home(user, skip_welcome=False)

    # The first visit: three titles, and the page is made from them.
    welcome = page.get_by_role("dialog", name="What do you like?")
    choices = welcome.locator("button.choice")
    assert choices.count() == 24
    go = welcome.locator("button.go")
    expect(go).to_be_disabled()
    for place in (0, 5, 9):
        choices.nth(place).click()
    expect(go).to_have_text("Make my page")
    go.click()
    expect(page.locator("matinee-page .note")).to_contain_text("from 3 titles you chose")
    assert any(name.startswith("Because you liked") for name in person.rows())
    assert "Top picks for you" in person.rows()

    # Hover shows title, reason and three actions, and moves nothing else.
    at_rest(page)
    picks = row_named(person, "Top picks for you")
    tiles = person.row(picks).locator("li")
    tiles.nth(2).scroll_into_view_if_needed()
    page.mouse.move(0, 0)
    page.wait_for_timeout(300)
    neighbour = tiles.nth(3).bounding_box()
    tiles.nth(2).hover()
    over = tiles.nth(2).locator(".over")
    expect(over).to_be_visible()
    assert over.locator("button").count() == 3
    assert over.locator(".why").inner_text()
    assert tiles.nth(3).bounding_box() == neighbour

    # Not interested acts at once and can be undone.
    hidden = title_of(person, picks, 2)
    person.press_on(tiles.nth(2), f"Not interested in {hidden}")
    expect(tiles.nth(2)).to_contain_text(f"Not interested in {hidden}")
    arrived(evening, user, "Item Hidden")
    tiles.nth(2).get_by_role("button", name="Undo").click()
    expect(tiles.nth(2).locator("img")).to_have_attribute("alt", hidden)
    arrived(evening, user, "Item Unhidden")

    # Details, with why; saved; similar titles; back with the page where it was.
    at_rest(page)
    where = page.evaluate(STEADY)
    chosen = title_of(person, picks, 1)
    tiles.nth(1).locator("a").click()
    detail = page.get_by_role("dialog", name=chosen)
    expect(detail.get_by_role("heading", name=chosen, exact=True)).to_be_visible()
    expect(detail).to_contain_text("Why it is here")
    expect(detail).to_contain_text("Why this picture")
    expect(detail.locator("matinee-row li").first).to_be_visible()
    detail.get_by_role("button", name="My List").first.click()
    expect(detail.get_by_role("button", name="✓ My List")).to_be_visible()
    detail.get_by_role("button", name="▲ Like").click()
    page.keyboard.press("Escape")
    expect(detail).to_have_count(0)
    expect(page.locator("matinee-page .note")).to_contain_text(chosen)
    at_rest(page)
    assert "My List" in person.rows()
    assert abs(page.evaluate(STEADY) - where) < 600
    page.get_by_role("link", name="My List").click()
    listed = page.get_by_role("dialog", name="My List")
    expect(listed.locator("li")).to_have_count(1)
    expect(listed).to_contain_text(chosen)
    page.go_back()
    expect(listed).to_have_count(0)

    # Play it, with real heartbeats; scrub to the end; it is finished.
    page.get_by_role("link", name=chosen).first.click()
    page.get_by_role("dialog", name=chosen).get_by_role("button", name="▶ Play").click()
    theatre = page.get_by_role("dialog", name=f"Playing {chosen}")
    expect(theatre.get_by_role("button", name=f"Pause {chosen}")).to_be_visible()
    page.wait_for_timeout(10_600)
    slider = theatre.get_by_role("slider")
    slider.focus()
    slider.press("End")
    arrived(evening, user, "Video Content Completed")
    theatre.get_by_role("button", name="Close").click()
    expect(theatre).to_have_count(0)
    page.keyboard.press("Escape")  # the details that it was played from
    expect(page.locator("matinee-page .note")).to_contain_text(f"Updated after {chosen}")
    messages = arrived(evening, user, "Video Content Started", "Video Content Playing")
    started = next(m for m in messages if m["event"] == "Video Content Started")
    assert started["properties"]["recommendation_id"]  # type: ignore[index]

    # What was seen went along, with where it came from.
    seen = products_of(arrived(evening, user, "Product List Viewed"), "Product List Viewed")
    # Titles beside the details were not on the page: they have no recommendation, if seen so long.
    assert all(one["visible_ms"] >= 500 for one in seen)
    assert sum("recommendation_id" in one for one in seen) > 5
    assert {"Row Viewed", "Products Searched"} - set(names(messages)) == {"Products Searched"}


def test_search_as_you_type(evening: Server, visit: Callable[..., Person]) -> None:
    person = visit(evening)
    user = person.stranger()
    page = person.home(user)
    box = page.get_by_role("searchbox")
    box.click()
    found = page.locator("matinee-search li")
    expect(found.first).to_be_visible()  # before the first key
    box.press_sequentially("toy s", delay=40)
    expect(page.locator("matinee-search [role=status]")).to_have_text("1 title")
    expect(found.first).to_contain_text("Toy Story")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Toy Story")).to_contain_text("Found for")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    box.fill("qqqq")
    expect(page.locator("matinee-search [role=status]")).to_contain_text("Nothing called")
    searched = [
        m["properties"]["query"]  # type: ignore[index]
        for m in arrived(evening, user, "Products Searched")
        if m["event"] == "Products Searched"
    ]
    assert searched[0] == "toy s"


def test_enter_takes_what_was_typed_however_fast(
    evening: Server, visit: Callable[..., Person]
) -> None:
    person = visit(evening)
    page = person.home(person.stranger())
    page.get_by_role("searchbox").click()
    page.wait_for_timeout(300)
    page.keyboard.type("fargo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Fargo")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 700, 900, 1024, 1440])
def test_the_search_panel_stays_on_the_screen_below_its_box(
    evening: Server, visit: Callable[..., Person], width: int
) -> None:
    person = visit(evening, width, 800)
    page = person.home(person.stranger())
    page.get_by_role("searchbox").fill("star")
    expect(page.locator("matinee-search li").first).to_be_visible()
    box = page.get_by_role("searchbox").bounding_box()
    panel = page.locator("matinee-search .found").bounding_box()
    assert box is not None and panel is not None
    assert panel["x"] >= 0 and panel["x"] + panel["width"] <= width
    assert panel["y"] >= box["y"] + box["height"]


def test_an_evening_by_keyboard(evening: Server, visit: Callable[..., Person]) -> None:
    person = visit(evening, 1024, 768)
    page = person.home(person.stranger())
    page.keyboard.press("Tab")
    assert person.focused() == "Skip to the page"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert person.focused() == "▶ Play"
    page.keyboard.press("ArrowDown")
    first = person.focused()
    assert first == title_of(person, 0, 0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert person.focused() == title_of(person, 0, 2)
    page.keyboard.press("ArrowDown")
    assert person.focused() in person.row(1).locator("li img").evaluate_all(
        "pictures => pictures.slice(0, 5).map(picture => picture.alt)"
    )
    page.keyboard.press("ArrowUp")
    assert person.focused() == title_of(person, 0, 2)
    page.keyboard.press("Tab")  # the preview's actions come after the tile
    page.wait_for_timeout(400)
    page.keyboard.press("Shift+Tab")
    page.wait_for_timeout(400)
    page.keyboard.press("Tab")
    assert person.focused().startswith("Play ")
    page.keyboard.press("Shift+Tab")
    chosen = person.focused()
    page.keyboard.press("Enter")
    detail = page.get_by_role("dialog", name=chosen)
    expect(detail).to_be_visible()
    for _ in range(30):  # focus stays in the dialog
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    page.keyboard.press("Escape")
    expect(detail).to_have_count(0)
    assert person.focused() == chosen, "focus returns to where it came from"
    for _ in range(12):
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(100)
    page.wait_for_timeout(700)
    last = person.rows()[-1]
    box = person.row(len(person.rows()) - 1).bounding_box()
    assert box is not None and box["y"] < 768, f"arrows reach the last row, {last}"
    page.keyboard.press("End")
    page.wait_for_timeout(500)
    assert person.row(len(person.rows()) - 1).locator("li").count() >= 12


def test_an_evening_by_touch(evening: Server, visit: Callable[..., Person]) -> None:
    person = visit(evening, 390, 844, has_touch=True, is_mobile=True)
    user = person.stranger()
    page = person.home(user)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    picture = person.row(0).locator("li img").first
    box = picture.bounding_box()
    assert box is not None and box["height"] > box["width"], "2:3 on phones"
    assert "/2x3/" in str(picture.evaluate("picture => picture.currentSrc"))
    strip = person.row(0).locator(".strip")
    strip.evaluate("strip => strip.scrollBy({left: 5000, behavior: 'instant'})")
    expect(person.row(0).locator("li")).not_to_have_count(11)  # more of the row has come
    assert person.row(0).locator("li").count() > 12
    strip.evaluate("strip => strip.scrollTo({left: 0, behavior: 'instant'})")
    chosen = title_of(person, 0, 1)
    person.row(0).locator("li").nth(1).tap()
    detail = page.get_by_role("dialog", name=chosen)
    expect(detail).to_be_visible()
    assert person.page.locator(".over").count() == 0, "no preview under a finger"
    for button in detail.locator("button").all():
        size = button.bounding_box()
        assert size is None or min(size["width"], size["height"]) >= 24
    detail.get_by_role("button", name="▼ Dislike").tap()
    arrived(evening, user, "Item Rated")
    page.go_back()
    expect(detail).to_have_count(0)
    at_rest(page)
    assert "Top picks for you" in person.rows(), "the page has learned it, whichever way back"
    page.go_forward()
    expect(page.get_by_role("dialog", name=chosen)).to_be_visible()


def test_less_of_this_changes_the_page(evening: Server, visit: Callable[..., Person]) -> None:
    person = visit(evening)
    with evening.client() as client:
        for item in ("183", "200", "219", "288", "185", "413"):  # Alien, The Shining, ...
            rating = {
                "anonymousId": "visitor-horror",
                "event": "Item Rated",
                "properties": {"item_id": item, "stars": 5},
            }
            client.post("/v1/track", json=rating).raise_for_status()
    page = person.home("visitor-horror")
    # A long page has all rows that there are: which of them stand on a short one may change.
    page.evaluate(f"{PAGE}.setAttribute('rows', '40')")
    page.evaluate(f"{PAGE}.refresh()")
    at_rest(page)
    assert "Horror" in person.rows()
    page.get_by_role("link", name="About you").click()
    about = page.get_by_role("dialog", name="About you")
    about.get_by_text("Why", exact=True).first.click()
    assert about.locator("details[open] li").count() >= 1
    less = about.get_by_role("button", name="Less of this: Horror")
    less.scroll_into_view_if_needed()
    where = less.bounding_box()
    less.click()
    expect(less).to_have_attribute("aria-pressed", "true")
    assert less.bounding_box() == where, "nothing moves under the pointer"
    expect(about.get_by_role("status")).to_contain_text("Less: Horror")
    about.get_by_role("button", name="Close").click()
    at_rest(page)
    assert "Horror" not in person.rows()
    page.get_by_role("link", name="About you").click()
    expect(less).to_have_attribute("aria-pressed", "true")
    less.click()
    expect(less).to_have_attribute("aria-pressed", "false")
    page.go_back()  # as people leave on phones
    at_rest(page)
    assert "Horror" in person.rows()


def test_what_was_hidden_can_be_shown_again(evening: Server, visit: Callable[..., Person]) -> None:
    person = visit(evening)
    page = person.home(person.stranger())
    hidden = title_of(person, 0, 0)
    person.row(0).locator("li a").first.click()
    page.get_by_role("dialog").get_by_role("button", name="× Not interested").click()
    page.go_back()
    at_rest(page)
    assert hidden not in page.evaluate(f"{SHOWN}.map(item => item.title)")
    page.get_by_role("link", name="About you").click()
    about = page.get_by_role("dialog", name="About you")
    about.get_by_text("1 title marked not interested").locator("..").get_by_text("Why").click()
    about.get_by_role("button", name=f"Show again: {hidden}").click()
    expect(about.get_by_role("status")).to_contain_text("You may see it again")
    page.keyboard.press("Escape")
    at_rest(page)
    assert hidden in page.evaluate(f"{SHOWN}.map(item => item.title)")


@pytest.mark.parametrize("hour", ["3", "20"])
def test_the_clock_asks_for_another_hour(
    evening: Server, visit: Callable[..., Person], hour: str
) -> None:
    person = visit(evening)
    page = person.home(person.stranger())
    page.locator("#hour summary").click()
    page.locator("#hour input").fill(hour)
    expect(page.locator("#hour summary")).to_contain_text(f"{int(hour):02d}:00")
    at_rest(page)
    asked = [r.url for r in person.requests if "/home?" in r.url]
    assert asked and f"T{int(hour):02d}" in asked[-1].replace("%3A", ":")
    part = "at night" if hour == "3" else "in the evening"
    reasons = page.evaluate(f"{SHOWN}.map(item => item.reason)")
    assert any(part in reason for reason in reasons)


def test_rows_stay_where_they_were_scrolled_to(
    evening: Server, visit: Callable[..., Person]
) -> None:
    person = visit(evening)
    page = person.home(person.stranger())
    person.row(1).locator(".strip").evaluate(
        "row => row.scrollBy({left: 400, behavior: 'instant'})"
    )
    page.get_by_role("button", name="▶ Play").click()
    page.wait_for_timeout(800)
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    at_rest(page)
    page.wait_for_timeout(300)
    lefts = dict(
        zip(
            person.rows(),
            page.locator("matinee-page .strip").evaluate_all(
                "rows => rows.map(row => row.scrollLeft)"
            ),
            strict=True,
        )
    )
    assert sum(left > 0 for left in lefts.values()) <= 1, lefts
    assert "Continue watching" in lefts and lefts["Continue watching"] == 0


def test_modified_clicks_are_the_browsers_own(
    evening: Server, visit: Callable[..., Person]
) -> None:
    person = visit(evening)
    user = person.stranger()
    page = person.home(user)
    with person.context.expect_page() as opened:
        person.row(0).locator("li a").first.click(modifiers=["Control"])
    assert page.get_by_role("dialog").count() == 0
    assert f"user={user}" in opened.value.url and "title=" in opened.value.url


def test_another_person_has_another_page(evening: Server, visit: Callable[..., Person]) -> None:
    person = visit(evening)
    page = person.home()
    before = person.rows()
    page.locator("details.people:not(.hour) summary").click()
    page.locator("details.people:not(.hour) a").nth(1).click()
    person.ready()
    assert person.rows() != before


def test_more_never_repeats_and_seen_rows_never_move(
    evening: Server, visit: Callable[..., Person]
) -> None:
    person = visit(evening)
    page = person.home(person.stranger())
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(400)
    before = person.rows()
    tops = page.locator("matinee-page .row").evaluate_all(
        "rows => rows.map(row => row.getBoundingClientRect().top)"
    )
    visible = [place for place, top in enumerate(tops) if top < 900]
    page.evaluate("document.querySelector('matinee-page').refresh()")
    at_rest(page)
    after = page.locator("matinee-page .row").evaluate_all(
        "rows => rows.map(row => row.getBoundingClientRect().top)"
    )
    assert person.rows()[: len(visible)] == before[: len(visible)]
    assert after[: len(visible)] == tops[: len(visible)]
    for place in range(len(person.rows())):
        person.row(place).scroll_into_view_if_needed()
    at_rest(page)
    sources = "all => all.map(one => one.srcset.split(', ')[0])"
    shown = page.locator("matinee-page li img").evaluate_all(sources)
    items = [source.rpartition("/")[2] for source in shown]
    assert len(items) == len(set(items)) > 60


@pytest.mark.parametrize(("device", "name"), [("phone", "Phone"), ("tv", "TV")])
def test_the_page_can_be_seen_as_on_another_device(
    evening: Server, visit: Callable[..., Person], device: str, name: str
) -> None:
    person = visit(evening)
    page = person.home(person.stranger())
    page.locator("#hour summary").click()
    page.locator("#hour").get_by_role("link", name=name).click()
    dialog = page.get_by_role("dialog", name=f"The page on: {name}")
    expect(dialog).to_be_visible()
    inside = page.frame_locator("iframe")
    expect(inside.locator("matinee-page .row").first).to_be_visible()
    expect(inside.locator("matinee-page")).to_have_attribute("device", device)
    sizes = inside.locator("matinee-page .row li img").first.evaluate(
        "image => [image.clientWidth, image.clientHeight]"
    )
    assert (sizes[1] > sizes[0]) == (device == "phone"), "posters on phones, wide pictures on TV"
    page.get_by_role("button", name="Close").first.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert person.rows()
