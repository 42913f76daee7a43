"""Real photographs of two people: who is seen is told, and who follows them is shown them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from matinee.artwork import Bandit, Gallery, Viewer
from matinee.artwork.frames.config import FramesConfig
from matinee.artwork.frames.extract import Extracted, extract
from matinee.artwork.frames.faces import Face, Faces, over_faces
from matinee.artwork.frames.judge import unusable
from matinee.artwork.frames.measure import measure
from matinee.artwork.frames.models import FACE_DETECTOR, FACE_IDENTITY
from matinee.artwork.frames.sight import Sight, Understood
from matinee.catalog import Catalog, Facet
from matinee.errors import BadInput
from matinee.records import Artwork, Item, Person

OBAMA, BIDEN = "Barack Obama", "Joe Biden"


@pytest.fixture
def stills(photos: Path, tmp_path: Path) -> dict[str, Path]:
    """Stills of a film: each of the two, otherwise than in their reference photos."""
    for name, source in (("one", "obama3"), ("other", "biden")):
        with Pillow.open(photos / f"{source}.jpg") as opened:
            picture = opened.convert("RGB").transpose(Pillow.Transpose.FLIP_LEFT_RIGHT)
        width, height = picture.size
        picture.crop((width // 20, 0, width, height * 9 // 10)).save(tmp_path / f"{name}.jpg")
    return {OBAMA: tmp_path / "one.jpg", BIDEN: tmp_path / "other.jpg"}


def cast(photos: Path) -> dict[str, Path]:
    return {OBAMA: photos / "obama2.jpg", BIDEN: photos / "biden.jpg"}


def faces_of(models: Path, photos: Path) -> Faces:
    return Faces(models, cast(photos))


def found_in(models: Path, photos: Path, stills: dict[str, Path]) -> Extracted:
    return extract(list(stills.values()), "film", sight=Sight(models, cast(photos)))


def test_faces_are_found_and_named(models: Path, photos: Path, stills: dict[str, Path]) -> None:
    seen = faces_of(models, photos)
    for name, still in stills.items():
        with Pillow.open(still) as opened:
            (face,) = seen.seen(np.asarray(opened))
        assert face.name == name and face.sure > 0.7 and not face.is_cut
        left, top, right, bottom = face.box
        assert 0 < left < right < 1 and 0 < top < bottom < 0.7 and 0.01 < face.share < 0.5
    stranger = Faces(models, {BIDEN: photos / "biden.jpg"})
    with Pillow.open(photos / "obama.jpg") as opened:
        assert [face.name for face in stranger.seen(np.asarray(opened))] == [""]


def test_who_is_seen_becomes_a_tag_a_reason_and_the_middle_of_a_cut(
    models: Path, photos: Path, stills: dict[str, Path]
) -> None:
    found = found_in(models, photos, stills)
    assert {one.tags[0] for one in found.candidates} == {f"person:{OBAMA}", f"person:{BIDEN}"}
    for one in found.candidates:
        assert one.reasons[0] in (f"shows {OBAMA}", f"shows {BIDEN}")
        (face,) = faces_of(models, photos).seen(one.image())
        for cut in one.shapes.values():
            left, top, right, bottom = cut.box
            x, y = face.eyes.mean(axis=0).tolist()
            assert left < x < right and top < y < bottom, "no cut beheads anybody"


def test_the_fan_of_one_sees_that_one(models: Path, photos: Path, stills: dict[str, Path]) -> None:
    """From photographs to the choice: history with either leads to their picture, and who is new
    is given the one that does better."""
    found = found_in(models, photos, stills)
    artworks = tuple(
        Artwork(one.artwork_id, f"/{one.artwork_id}", tags=tuple(one.tags))
        for one in found.candidates
    )
    shows = {one.artwork_id: one.tags[0].removeprefix("person:") for one in found.candidates}
    film = Item(
        "film",
        "Film",
        categories=("Drama",),
        people=(Person(OBAMA), Person(BIDEN)),
        artworks=artworks,
    )
    catalog = Catalog([(film, 0)])
    gallery, rng = Gallery(catalog, Bandit()), np.random.default_rng(1)

    def viewer(name: str, follows: str) -> Viewer:
        affinity = np.zeros(len(catalog.facets()), np.float32)
        place = catalog.facet_id(Facet("person", follows)) if follows else None
        if place is not None:
            affinity[place] = 0.4
        return Viewer(name, affinity, 30 if follows else 0, "tv")

    for visit in range(150):
        follows = (OBAMA, BIDEN, "")[visit % 3]
        picked = gallery.choose([film], viewer(f"v{visit}", follows))[0]
        assert picked is not None and picked.seen is not None
        seen = shows[picked.choice.artwork_id]
        chance = 0.25 if seen == (follows or BIDEN) else 0.05
        gallery.bandit.observe(picked.seen, None, float(rng.random() < chance))
    for follows, wanted in ((OBAMA, OBAMA), (BIDEN, BIDEN), ("", BIDEN)):
        drawn = [gallery.choose([film], viewer(f"{follows}{n}", follows))[0] for n in range(100)]
        share = sum(one is not None and shows[one.choice.artwork_id] == wanted for one in drawn)
        assert share > 75, follows or "a newcomer"


def test_a_face_cut_through_the_eyes_is_no_artwork() -> None:
    rng = np.random.default_rng(1)
    one = measure(rng.integers(0, 255, (180, 320, 3)).astype(np.uint8))
    whole = Face((0.3, 0.1, 0.6, 0.8), np.array([[0.4, 0.3], [0.5, 0.3]], np.float32), 0.9)
    cut = Face((-0.1, 0.1, 0.3, 0.8), np.array([[0.0, 0.3], [0.15, 0.3]], np.float32), 0.9)
    assert "eyes" in unusable(one, Understood([cut]), FramesConfig(most_text=1.0))
    assert not unusable(one, Understood([whole]), FramesConfig(most_text=1.0))
    held = over_faces(one.saliency, [whole])
    assert held.sum() == pytest.approx(1) and held[10:50, 20:38].sum() > 0.5


def test_without_models_the_rest_works_and_what_is_missing_is_said(
    photos: Path, tmp_path: Path
) -> None:
    blind = Sight(tmp_path, {OBAMA: photos / "obama2.jpg"})
    found = extract([photos / "obama.jpg"], "film", sight=blind)
    assert found.candidates and not any(
        tag.startswith("person") for tag in found.candidates[0].tags
    )
    assert len(found.words) == 3 and "artwork models --fetch" in found.words[0]
    (tmp_path / FACE_DETECTOR.file).write_text("not the model")
    with pytest.raises(BadInput, match="is not the YuNet"):
        Sight(tmp_path)


def test_without_the_identity_model_faces_have_no_names(models: Path, tmp_path: Path) -> None:
    (tmp_path / FACE_DETECTOR.file).write_bytes((models / FACE_DETECTOR.file).read_bytes())
    half = Faces(tmp_path)
    assert len(half.words) == 1 and FACE_IDENTITY.file in half.words[0]


def test_reference_photos_need_one_face(models: Path, tmp_path: Path) -> None:
    Pillow.new("RGB", (200, 200), "navy").save(tmp_path / "sea.png")
    with pytest.raises(BadInput, match="shows no face; a reference photo of Ann"):
        Sight(models, {"Ann": tmp_path / "sea.png"})
