"""Drawn pictures: deterministic, legible, well-formed, safe, and varied."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace
from starlette.testclient import TestClient

from matinee.artwork.drawn import SHAPES, draw, look_of
from matinee.artwork.drawn.draw import _drawn
from matinee.artwork.drawn.lettering import advance, face, fit
from matinee.artwork.drawn.palette import _FAMILIES, contrast, srgb
from matinee.errors import NotFound
from matinee.records import Item, Person
from tests.making import FILMS

BARE = [replace(film, artworks=()) for film in FILMS]
ODD = [
    Item("long", "A title that goes on " * 15),
    Item("word", "Pneumonoultramicroscopicsilicovolcanoconiosis" * 6),
    Item("arabic", "ألف ليلة وليلة"),
    Item("japanese", "千と千尋の神隠し"),
    Item("none", ""),
    Item("brackets", "(500)"),
    Item("emoji", "😀😀"),
    Item("evil", "</svg><script>alert(1)</script>", people=(Person("<img onerror=x>&"),)),
    Item("lines", "a\nb\tc\u0000d"),
]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("item", [*BARE, *ODD], ids=lambda item: item.item_id)
def test_every_picture_is_well_formed_and_the_same_each_time(item: Item, shape: str) -> None:
    width, height = SHAPES[shape]
    for variant in look_of(item).variants:
        picture = draw(item, variant, shape)
        _drawn.cache_clear()
        assert draw(item, variant, shape) == picture
        root = ElementTree.fromstring(picture)
        assert root.get("viewBox") == f"0 0 {width} {height}"
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert not tags & {"script", "image", "foreignObject", "a", "style"}
        assert not any(name.startswith("on") for element in root.iter() for name in element.attrib)


@pytest.mark.parametrize("item", [*BARE, *ODD[:4]], ids=lambda item: item.item_id)
def test_titles_are_legible_at_160_px(item: Item) -> None:
    """At half size the letters are still at least 8 px high; a name may be smaller."""
    for variant in look_of(item).variants:
        root = ElementTree.fromstring(draw(item, variant, "16x9"))
        sizes = [float(text.get("font-size", 0)) for text in root.iter() if "text" in text.tag]
        for path in root.iter():
            scale = re.search(r"scale\(([\d.]+)\)", path.get("transform", ""))
            if scale and path.get("d"):
                sizes.append(float(scale[1]) * 1000)
        assert sizes, "the title is written"
        assert max(sizes) / 2 >= 8


def test_variants_stress_the_person_the_mood_and_the_genre() -> None:
    heat = BARE[0]
    assert look_of(heat).variants == ("person", "mood", "genre")
    assert len({draw(heat, variant) for variant in look_of(heat).variants}) == 3
    nobody = replace(heat, people=())
    assert look_of(nobody).variants == ("mood", "genre")
    with pytest.raises(NotFound):
        draw(nobody, "person")
    with pytest.raises(NotFound):
        draw(heat, "mood", "square")


def test_a_row_of_twenty_does_not_look_alike() -> None:
    grounds = Counter(look_of(film).colour for film in BARE)
    assert len(grounds) >= 8
    thriller, romance = (look_of(BARE[place]).colour for place in (0, 12))
    assert thriller != romance


def test_a_block_fits_its_box_whatever_the_text() -> None:
    for name in ("anton", "abril", "no such face"):
        for text in ("Heat", "The Good, the Bad and the Ugly", "word" * 90, "千と千尋の神隠し"):
            block = fit(face(name), text, 200, 80, 60)
            widest = max(advance(face(name), line) for line in block.lines) * block.size / 1000
            assert widest <= 200.5, (name, text)
            assert block.size <= 60


def test_colours_are_those_of_the_paper() -> None:
    assert srgb(1, 0, 0) == "#ffffff" and srgb(0, 0, 0) == "#000000"
    assert srgb(0.628, 0.2577, 29.23) == "#ff0000", "Ottosson: OKLCH of sRGB red"


def test_titles_stand_out_from_their_ground() -> None:
    for family in _FAMILIES.values():
        for palette in family:
            assert contrast(palette.ink, palette.ground) >= 4.5, palette


def test_pictures_over_http_are_open_cached_and_need_no_key(client: TestClient) -> None:
    odd = {"id": "a/b ü", "title": "Odd", "categories": ["Drama"]}
    assert client.post("/v1/items", json={"items": [odd]}).status_code == 200
    page = client.get("/v1/users/ann/search", params={"q": "odd"}).json()
    address = page["items"][0]["artwork"]["url"]
    del client.headers["Authorization"]
    picture = client.get("/" + address)
    assert picture.status_code == 200
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "max-age" in picture.headers["cache-control"]
    tag = {"If-None-Match": picture.headers["etag"]}
    assert client.get("/" + address, headers=tag).status_code == 304
    assert client.get("/v1/pictures/mood/16x9/nothing.svg").status_code == 404
    assert client.get("/v1/pictures/nonsense/16x9/1.svg").status_code == 404


def test_products_have_no_reels() -> None:
    shelf = [Item(f"p{number}", "Milk", kind="product") for number in range(40)]
    film = [replace(item, kind="film") for item in shelf]
    same = [draw(a, "genre") == draw(b, "genre") for a, b in zip(shelf, film, strict=True)]
    assert any(same) and not all(same)
