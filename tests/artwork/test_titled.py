"""Titles set on pictures: there, legible, where the picture is emptiest; none where none fits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matinee.artwork.frames.extract import extract
from matinee.artwork.frames.packing import shown, unpacked
from matinee.artwork.frames.titled import can_be_set, titled
from tests.artwork.test_frames import scene, still

pytestmark = pytest.mark.skipif(
    not can_be_set("Heat"), reason="the typefaces are not built: make web"
)


@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
@pytest.mark.parametrize("size", [(320, 180), (240, 360), (240, 240)])
def test_a_title_is_white_and_in_its_place(side: str, size: tuple[int, int]) -> None:
    width, height = size
    ground = np.full((height, width, 3), 190, np.uint8)
    made = titled(ground, "The Long Way Home", side)  # type: ignore[arg-type]
    ink = (made > 240).all(axis=2)
    rows, columns = np.nonzero(ink)
    assert 0.01 < ink.mean() < 0.25, "letters, and their insides are not filled"
    assert rows.min() > 0 and rows.max() < height - 1
    assert columns.min() > 0 and columns.max() < width - 1
    centre = rows.mean() / height
    assert centre < 0.4 if side == "top" else centre > 0.6
    if side == "right" and width > height:
        assert columns.min() > width / 2
    around = made[rows.min() : rows.max(), columns.min() : columns.max()].min(axis=2)
    assert np.quantile(around, 0.2) < 190, "a shade lies under the letters"


def test_an_o_has_a_hole() -> None:
    made = titled(np.zeros((180, 320, 3), np.uint8), "O", "bottom")
    rows, columns = np.nonzero((made > 200).all(axis=2))
    middle = made[int(rows.mean()), int(columns.mean())]
    assert middle.max() < 20


def test_cuts_get_titles_and_a_name_of_their_own(tmp_path: Path) -> None:
    path = still(tmp_path / "a.png", scene(3))
    (plain,) = extract([path], "film").candidates
    (named,) = extract([path], "film", title="Heat").candidates
    assert plain.artwork_id != named.artwork_id, "a cache must not mix them up"
    cut = plain.shapes["tile"]
    bare = unpacked(shown(plain.image(), "tile", cut, "", ""))
    set_ = unpacked(shown(named.image(), "tile", cut, "", named.title))
    assert (set_ > 240).all(axis=2).sum() > (bare > 240).all(axis=2).sum() + 200
    wide = [shown(plain.image(), "wide", plain.shapes["wide"], "", t) for t in ("", "Heat")]
    assert wide[0] == wide[1], "beside a billboard the title stands in words"


def test_letters_that_the_typeface_has_not_are_said(tmp_path: Path) -> None:
    found = extract([still(tmp_path / "a.png", scene(3))], "film", title="千と千尋の神隠し")
    assert found.candidates[0].title == "" and "typeface has not all letters" in found.words[0]
