"""What models and the catalogue's own tags tell of pictures: objects, text, people, moods."""

from __future__ import annotations

import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import tokenizers
from click.testing import CliRunner
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from PIL import Image as Pillow
from PIL import ImageDraw

from matinee.artwork.frames.config import FramesConfig
from matinee.artwork.frames.extract import extract
from matinee.artwork.frames.faces import Faces, grouped
from matinee.artwork.frames.heads import area, standard_error
from matinee.artwork.frames.image_text import ImageText
from matinee.artwork.frames.measure import measure
from matinee.artwork.frames.models import TEXT_DETECTOR, fetch_models, find
from matinee.artwork.frames.objects import KINDS, Objects
from matinee.artwork.frames.sight import Sight
from matinee.artwork.frames.texts import Texts
from matinee.artwork.frames.video import Image
from matinee.artwork.kept import known_people, read_facts
from matinee.cli import main
from matinee.errors import BadInput, MatineeError, NotFound
from matinee.gathering import gather, learn_heads, name, search, vision_folder
from matinee.loading import open_store
from matinee.records import Item, Person
from matinee.settings import Settings, load_settings

OBAMA = "Barack Obama"


def read(path: Path) -> Image:
    with Pillow.open(path) as opened:
        return np.asarray(opened.convert("RGB"))


def test_objects_are_told_with_their_places(models: Path, photos: Path) -> None:
    found = {one.kind: one for one in Objects(models).seen(read(photos / "obama.jpg"))}
    assert set(found) == {"tie", "person"} and len(KINDS) == 80
    tie, person = found["tie"].box, found["person"].box
    assert person[0] < tie[0] < tie[2] < person[2] and 0.4 < (tie[0] + tie[2]) / 2 < 0.6
    assert found["person"].share > 0.5 > found["tie"].share > 0.02
    (one,) = extract([photos / "obama.jpg"], "film", sight=Sight(models)).candidates
    assert "object:tie" in one.tags and "shows a tie" in one.reasons


def test_the_text_detector_is_fetched_and_reads_what_measuring_does_not(tmp_path: Path) -> None:
    words = fetch_models(tmp_path, lambda _line: None)
    if find(TEXT_DETECTOR, tmp_path) is None:
        pytest.skip(f"the text detector cannot be had: {words}")
    assert not (tmp_path / "fetched").exists() and any("MobileFaceNet" in word for word in words)
    picture = Pillow.effect_noise((640, 360), 30).convert("RGB")
    plain, texts = np.asarray(picture), Texts(tmp_path)
    ImageDraw.Draw(picture).text((120, 120), "SINTEL", fill=(120, 30, 30), font_size=110)
    titled = np.asarray(picture)
    assert texts.share(plain) == 0 and 0.1 < texts.share(titled) < 0.5
    assert measure(titled).text < 0.03, "a large dark logo is no text to mere measuring"
    picture.save(tmp_path / "titled.png")
    (rejected,) = extract([tmp_path / "titled.png"], "film", sight=Sight(tmp_path)).rejected
    assert "title or credits" in rejected.reason


def test_a_model_that_is_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / TEXT_DETECTOR.file).write_text("something")
    with pytest.raises(BadInput, match="is not the PP-OCRv4 text boxes that is known"):
        Texts(tmp_path)


def test_people_without_names_are_told_apart_and_can_be_named(
    models: Path, photos: Path, tmp_path: Path
) -> None:
    files = [photos / f"{one}.jpg" for one in ("obama", "obama2", "biden")]
    faces = [face for file in files for face in Faces(models).seen(read(file))]
    groups, of = grouped(faces)
    assert of == [0, 0, 1] and [group.seen for group in groups] == [2, 1]
    settings = with_models(tmp_path, models)
    put(tmp_path, Item("film", "Film", categories=("Drama",)))
    done = gather(files, "film", tmp_path, None, settings)
    first, second = (one.name for one in done.found.people)
    assert done.used and first.startswith("someone-")
    assert (done.folder / f"{first}.webp").stat().st_size > 500
    assert name(tmp_path, None, "film", first, OBAMA)
    with open_store(tmp_path) as store:
        ((item, _),) = store.catalog.items()
    named = [one for one in item.artworks if f"person:{OBAMA}" in one.tags]
    assert len(named) == 2 and len(item.artworks) == 3
    assert not any(f"face:{first}" in one.tags for one in item.artworks)
    assert [one.name for one in read_facts(done.folder).people] == [second]
    with pytest.raises(NotFound, match="Nobody called"):
        name(tmp_path, None, "film", first, OBAMA)
    with pytest.raises(BadInput, match="A name has"):
        name(tmp_path, None, "film", second, " ")
    # Another film: the name is known from now on.
    later = gather([photos / "obama3.jpg"], "other", tmp_path, None, settings).found
    assert f"person:{OBAMA}" in later.candidates[0].tags and not later.people
    assert list(known_people(tmp_path)) == [OBAMA]


def test_the_cast_of_the_catalogue_is_known_by_its_photos(
    models: Path, photos: Path, tmp_path: Path
) -> None:
    Pillow.new("RGB", (200, 200), "navy").save(photos / "sea.png")
    handler = partial(Quiet, directory=str(photos))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        at = f"http://127.0.0.1:{served.server_address[1]}"
        cast = (
            Person(OBAMA, photo_url=f"{at}/obama2.jpg"),
            Person("Gone", photo_url=f"{at}/gone.jpg"),
            Person("Secret", photo_url="file:///etc/passwd"),
            Person("Odd", photo_url="http://[::1/x.jpg"),
            Person("Nobody", photo_url=f"{at}/sea.png"),
        )
        put(tmp_path, Item("film", "Film", people=cast))
        settings = with_models(tmp_path, models)
        found = gather([photos / "obama3.jpg"], "film", tmp_path, None, settings).found
        served.shutdown()
    assert found.candidates[0].tags[0] == f"person:{OBAMA}"
    assert any("photo of Gone could not be had" in word for word in found.words)
    assert any("shows no face; a reference photo of Nobody" in word for word in found.words)
    assert any("photo of Odd could not be had" in word for word in found.words)
    assert not any("Secret" in word for word in found.words)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def test_an_image_text_model_tells_and_finds(tmp_path: Path) -> None:
    """A tiny model of the usual layout: its pictures are their mean colour, so are its words."""
    model = tiny_model(tmp_path / "tiny")
    clip = ImageText(model)
    red, blue = (
        flat(tmp_path / "red.png", (220, 30, 30)),
        flat(tmp_path / "blue.png", (20, 40, 230)),
    )
    vector = clip.of_image(read(red))
    assert vector.shape == (3,) and np.linalg.norm(vector) == pytest.approx(1)
    chances = clip.chances(vector, clip.of_texts(["red", "blue", "green"]))
    assert chances.sum() == pytest.approx(1) and chances.argmax() == 0
    data = tmp_path / "data"
    put(data, Item("film", "Film", moods=("Red", "Blue", "Green")))
    (data / "matinee.toml").write_text(
        f'[artwork.frames]\nimage_text = "{model}"\nflattest = 0.0\nblurriest = 0.0\n'
    )
    settings = load_settings(data)
    found = gather([red, blue], "film", data, None, settings).found
    assert {tag for one in found.candidates for tag in one.tags if "mood" in tag} == {
        "mood:Red",
        "mood:Blue",
    }
    assert all(len(one.vector) == 3 for one in found.candidates)
    best, other = search(data, settings, "something blue", 5)
    of = {one.artwork_id: one for one in found.candidates}
    assert "mood:Blue" in of[best.artwork_id].tags and best.likeness > other.likeness
    assert best.item_id == "film"
    with pytest.raises(MatineeError, match="needs an image-text model"):
        search(data, Settings(), "blue", 5)


def test_what_is_no_image_text_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no image-text model: it has no vision_model\.onnx"):
        Sight(tmp_path, config=FramesConfig(image_text=str(tmp_path)))
    (tmp_path / "vision_model.onnx").write_text("no model")
    with pytest.raises(BadInput, match="is no ONNX model that can be run"):
        ImageText(tmp_path)
    broken = tiny_model(tmp_path / "broken")
    (broken / "tokenizer.json").write_text("{}")
    with pytest.raises(BadInput, match="is no tokenizer"):
        ImageText(broken)


def test_moods_are_learnt_from_the_catalogue_and_used_only_when_they_can_be_told(
    tmp_path: Path,
) -> None:
    """Dark films are called noir and bright ones not; every third is called odd, which no picture
    shows. Only the first is used, on a film that has no tags."""
    rng = np.random.default_rng(1)
    settings = Settings()
    for number in range(30):
        moods = [*(["Noir"] if number % 2 else []), *(["Odd"] if number % 3 == 0 else [])]
        put(tmp_path, Item(f"film-{number}", "Film", moods=tuple(moods)))
        files = [
            noisy(tmp_path / f"{number}-{n}.png", rng, 60 if number % 2 else 150) for n in range(2)
        ]
        gather(files, f"film-{number}", tmp_path, None, settings)
    learnt = {head.tag: head for head in learn_heads(tmp_path, settings).heads}
    noir, odd = learnt["mood:Noir"], learnt["mood:Odd"]
    assert noir.is_used and noir.auc > 0.95 and noir.having == noir.lacking == 15
    assert not odd.is_used and odd.auc - 1.645 * odd.error < 0.6
    dark = [noisy(tmp_path / "dark.png", rng, 60)]
    (one,) = gather(dark, "new", tmp_path, None, settings).found.candidates
    assert "mood:Noir" in one.tags and "looks noir" in one.reasons and "mood:Odd" not in one.tags
    bright = [noisy(tmp_path / "bright.png", rng, 150)]
    (other,) = gather(bright, "newer", tmp_path, None, settings).found.candidates
    assert not any(tag.startswith("mood:") for tag in other.tags)
    told = CliRunner().invoke(main, ["artwork", "learn", "--data", str(tmp_path)])
    assert "1 of 2 tags can be told" in told.stdout and "mood:Noir: AUC 1.00" in told.stdout
    (vision_folder(tmp_path, settings) / "heads.json").write_text("[")
    with pytest.raises(BadInput, match="artwork learn"):
        Sight(vision_folder(tmp_path, settings))


def test_learning_needs_pictures(tmp_path: Path) -> None:
    with pytest.raises(MatineeError, match="artwork extract"):
        learn_heads(tmp_path, Settings())


def test_the_area_under_a_curve_and_its_error() -> None:
    assert area(np.array([2.0, 3.0]), np.array([1.0, 2.0])) == pytest.approx(0.875)
    # Hanley & McNeil 1982, table II: an area of 0.893 of 51 and 58 has the standard error 0.032.
    assert standard_error(0.893, 51, 58) == pytest.approx(0.032, abs=0.001)


def test_the_models_are_listed(tmp_path: Path, models: Path) -> None:
    with_models(tmp_path, models)
    told = CliRunner().invoke(main, ["artwork", "models", "--data", str(tmp_path), "--json"])
    listed = {one["name"]: one for one in json.loads(told.stdout)["models"]}
    assert listed["YuNet"]["is_there"] and not listed["PP-OCRv4 text boxes"]["is_there"]
    assert all(one["licence"] and len(one["sha256"]) == 64 for one in listed.values())


def with_models(data: Path, models: Path) -> Settings:
    data.mkdir(exist_ok=True)
    (data / "matinee.toml").write_text(f'[artwork.frames]\nmodels = "{models}"\n')
    return load_settings(data)


def put(data: Path, item: Item) -> None:
    data.mkdir(exist_ok=True)
    with open_store(data) as store:
        store.catalog.put_items([item], 1)


def flat(path: Path, colour: tuple[int, int, int]) -> Path:
    picture = Pillow.new("RGB", (320, 180), colour)
    draw = ImageDraw.Draw(picture)
    for step in range(20):  # brighter to the right where it is red, to the left where it is blue
        at = 16 * (step if colour[0] > colour[2] else 19 - step)
        draw.rectangle((at, 0, at + 16, 180), fill=tuple(min(one + step, 255) for one in colour))
    picture.save(path)
    return path


def noisy(path: Path, rng: np.random.Generator, level: int) -> Path:
    values = rng.normal(level, 40, (18, 32, 3)) + rng.normal(0, 15, 3)
    small = Pillow.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    small.resize((320, 180), Pillow.Resampling.NEAREST).save(path)
    return path


def tiny_model(folder: Path) -> Path:
    """An image-text model in the layout of the usual exports: d = 3, the mean colour."""
    (folder / "onnx").mkdir(parents=True)
    image = helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, [1, 3, 32, 32])
    out = helper.make_tensor_value_info("image_embeds", TensorProto.FLOAT, [1, 3])
    save(
        [helper.make_node("ReduceMean", ["pixel_values", "axes"], ["image_embeds"], keepdims=0)],
        image,
        out,
        {"axes": np.array([2, 3])},
        folder / "onnx" / "vision_model.onnx",
    )
    words = {"[PAD]": 0, "red": 1, "green": 2, "blue": 3, "[UNK]": 4}
    colours = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]], np.float32)
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["k", "n"])
    told = helper.make_tensor_value_info("text_embeds", TensorProto.FLOAT, ["k", 3])
    save(
        [
            helper.make_node("Gather", ["table", "input_ids"], ["each"]),
            helper.make_node("ReduceSum", ["each", "axes"], ["text_embeds"], keepdims=0),
        ],
        ids,
        told,
        {"table": colours, "axes": np.array([1])},
        folder / "onnx" / "text_model.onnx",
    )
    known = tokenizers.Tokenizer(tokenizers.models.WordLevel(words, "[UNK]"))
    known.normalizer = tokenizers.normalizers.Lowercase()
    known.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    known.save(str(folder / "tokenizer.json"))
    told_of = {"size": {"height": 32, "width": 32}, "image_mean": [0.0] * 3, "image_std": [1.0] * 3}
    (folder / "preprocessor_config.json").write_text(json.dumps(told_of))
    (folder / "tokenizer_config.json").write_text(json.dumps({"model_max_length": 16}))
    return folder


def save(
    nodes: list[onnx.NodeProto],
    given: onnx.ValueInfoProto,
    out: onnx.ValueInfoProto,
    values: dict[str, NDArray[Any]],
    to: Path,
) -> None:
    constants = [numpy_helper.from_array(value, name) for name, value in values.items()]
    graph = helper.make_graph(nodes, "tiny", [given], [out], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.save(model, to)
