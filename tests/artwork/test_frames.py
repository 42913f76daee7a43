"""From a video or stills to candidates: real films, films made here, and what is no film at all."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import httpx2
import msgspec
import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw

from matinee.artwork.frames.config import FramesConfig
from matinee.artwork.frames.crop import SHAPES, cut
from matinee.artwork.frames.extract import Extracted, extract
from matinee.artwork.frames.measure import measure
from matinee.artwork.frames.packing import cut_out
from matinee.artwork.frames.stills import read_still
from matinee.artwork.frames.video import Image, Video
from matinee.artwork.frames.written import facts
from matinee.artwork.kept import Facts, folder_of
from matinee.errors import BadInput
from tests.flow.serving import Server

WIDTH, HEIGHT, FPS = 320, 180, 12


def scene(seed: int, width: int = WIDTH, height: int = HEIGHT) -> Image:
    """A colourful picture: a ground, hills and a bright thing in it."""
    rng = np.random.default_rng(seed)
    picture = Pillow.new("RGB", (width, height), tuple(rng.integers(60, 170, 3).tolist()))
    draw = ImageDraw.Draw(picture)
    for _ in range(30):
        x, y = int(rng.integers(width)), int(rng.integers(height))
        size = int(rng.integers(10, height // 3))
        draw.rectangle((x, y, x + size, y + size), fill=tuple(rng.integers(0, 255, 3).tolist()))
    draw.ellipse((width * 0.6, height * 0.2, width * 0.8, height * 0.6), fill=(250, 240, 60))
    return np.asarray(picture)


def black(width: int = WIDTH, height: int = HEIGHT) -> Image:
    return np.zeros((height, width, 3), np.uint8)


def closing_titles() -> Image:
    picture = Pillow.new("RGB", (WIDTH, HEIGHT), (40, 40, 90))
    draw = ImageDraw.Draw(picture)
    for line in range(7):
        draw.text((40, 8 + 24 * line), "DIRECTED BY SOMEONE ELSE", fill="white", font_size=18)
    return np.asarray(picture)


def blurred() -> Image:
    wave = np.linspace(0, 3, WIDTH)[None, :] + np.linspace(0, 2, HEIGHT)[:, None]
    return np.stack([120 + 60 * np.sin(wave + k) for k in range(3)], axis=2).astype(np.uint8)


def film(
    path: Path,
    shots: Iterable[Image],
    seconds: float = 1.5,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    times: Any = None,
) -> Path:
    """A video of still shots; `times` gives each frame's time in 1/1000 s instead of a rate."""
    shots = list(shots)
    height, width = shots[0].shape[:2]
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=FPS)
        stream.width, stream.height, stream.pix_fmt = width, height, pix_fmt
        stream.codec_context.time_base = Fraction(1, 1000)
        number = 0
        for shot in shots:
            for _ in range(max(1, round(seconds * FPS))):
                frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(shot), "rgb24")
                frame.pts = times(number) if times else round(number * 1000 / FPS)
                frame.time_base = Fraction(1, 1000)
                container.mux(stream.encode(frame))
                number += 1
        container.mux(stream.encode())
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Black, four different scenes, credits, a blur, and the first scene once more."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    scenes = [scene(seed) for seed in range(4)]
    return film(path, [black(), *scenes, closing_titles(), blurred(), scenes[0]])


@pytest.fixture(scope="module")
def found(made: Path) -> Extracted:
    return extract([made], "film")


def at(one: Any, shot: int) -> bool:
    return one.time_s is not None and shot * 1.5 - 0.01 <= one.time_s < (shot + 1) * 1.5


def test_every_scene_is_found_once_and_the_rest_rejected_with_reasons(found: Extracted) -> None:
    assert found.shots == 8 and found.frames == 8 * 18
    assert 0 < found.looked_at < found.frames
    shown = sorted({shot for one in found.candidates for shot in range(8) if at(one, shot)})
    assert len(found.candidates) == 4 and shown in ([1, 2, 3, 4], [2, 3, 4, 7])
    why = {shot: {one.reason for one in found.rejected if at(one, shot)} for shot in range(8)}
    assert all(reason.startswith("black") for reason in why[0]) and why[0]
    assert all("title or credits" in reason for reason in why[5]) and why[5]
    assert all("blurred" in reason for reason in why[6]) and why[6]
    assert any("the same picture as" in reason for reason in why[1] | why[7])


def test_candidates_say_what_they_are(found: Extracted) -> None:
    scores = [one.score for one in found.candidates]
    assert scores[0] == max(scores) and all(0 < score <= 1 for score in scores)
    for one in found.candidates:
        assert one.reasons and one.color.startswith("#") and len(one.color) == 7
        assert set(one.shapes) == set(SHAPES) and set(one.measured) >= {"brightness", "sharpness"}
        assert len(one.features) == 62 and not one.vector
        assert one.image().shape == (HEIGHT, WIDTH, 3)
        for name, (w, h) in SHAPES.items():
            left, top, right, bottom = one.shapes[name].box
            assert 0 <= left < right <= 1 and 0 <= top < bottom <= 1
            made_of = (right - left) * WIDTH / ((bottom - top) * HEIGHT)
            assert made_of == pytest.approx(w / h, rel=0.02)
    told = msgspec.json.encode(facts(found))
    assert msgspec.json.encode(msgspec.json.decode(told, type=Facts)) == told


def test_the_same_file_gives_the_same_candidates(made: Path, found: Extracted) -> None:
    again = extract([made], "film")
    assert [one.artwork_id for one in again.candidates] == [
        one.artwork_id for one in found.candidates
    ]
    other = extract([made], "another item")
    assert other.candidates[0].artwork_id != found.candidates[0].artwork_id


def test_a_cut_holds_what_catches_the_eye_and_keeps_the_head() -> None:
    saliency = np.zeros((64, 64))
    saliency[20:30, 44:54] = 1 / 100
    poster = cut(saliency, 16 / 9, 2 / 3)
    assert poster.holds > 0.95 and poster.box[0] > 0.4 and poster.title in ("bottom", "top")
    high = np.zeros((64, 64))
    high[2:12, 28:36] = 0.4 / 80
    high[30:60, 24:40] = 0.6 / 480
    assert cut(high, 1.0, 30 / 11).box[1] < 0.05, "the body weighs more, the head is kept"
    image = scene(1)
    part = cut_out(image, poster, 60)
    assert part.shape[1] == 60 and part.shape[0] == pytest.approx(90, abs=2)


def test_measurements_tell_pictures_apart() -> None:
    sharp, soft, dark = measure(scene(2)), measure(blurred()), measure(black())
    assert sharp.sharpness > 10 * soft.sharpness and sharp.colourfulness > 0.2
    assert dark.brightness == 0 and dark.contrast == 0
    assert measure(closing_titles()).text > 0.1 > measure(scene(3)).text + 0.07
    mirrored = np.concatenate((scene(4), scene(4)[:, ::-1]), axis=1)
    assert measure(mirrored).symmetry > 0.95
    spot = black().copy()
    spot[50:70, 95:118] = 255
    assert measure(spot).focus == pytest.approx((0.33, 0.33), abs=0.06)


def test_a_whole_film_is_looked_at_in_bounded_memory(tmp_path: Path) -> None:
    path = film(tmp_path / "long.mp4", [scene(n % 25, 160, 90) for n in range(60)], seconds=0.7)
    few = extract([path], "x", FramesConfig(most_measured=10, candidates=5))
    assert few.shots > 40 and len(few.candidates) <= 5
    assert len(few.candidates) + len(few.rejected) <= 10


@pytest.mark.parametrize("name", ["bbb480.mp4", "sintel_trailer.mp4"])
def test_real_films(shared_data: Path, name: str) -> None:
    found = extract([shared_data / name], "film")
    assert 5 <= len(found.candidates) <= 12 and not found.words
    assert any(one.reason.startswith("black") for one in found.rejected)
    for one in found.candidates:
        assert one.measured["brightness"] > 0.07 and one.measured["text"] < 0.05


def test_bad_files_are_refused_with_the_reason(tmp_path: Path, made: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "words.mp4").write_text("this is no film\n" * 500)
    with av.open(str(tmp_path / "sound.mp4"), "w") as container:
        stream: Any = container.add_stream("aac", rate=44100)
        for _ in range(20):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            frame.rate = 44100
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    for file, reason in (
        ("none.mp4", "no file"),
        ("empty.mp4", "is empty"),
        ("words.mp4", "cannot be read as a video"),
        ("sound.mp4", "no moving picture"),
    ):
        with pytest.raises(BadInput, match=reason):
            extract([tmp_path / file], "x")
    several = extract([tmp_path / "words.mp4", made], "x")
    assert several.candidates and "words.mp4 cannot be read" in several.words[0]
    with pytest.raises(BadInput, match="at least one"):
        extract([], "x")


def test_a_broken_film_gives_what_can_be_read(tmp_path: Path) -> None:
    """Cut off in the middle, as a download that failed; and with noise in it."""
    path = film(tmp_path / "film.mkv", [scene(seed) for seed in range(5)])
    body = path.read_bytes()
    cut_off = tmp_path / "cut.mkv"
    cut_off.write_bytes(body[: len(body) * 2 // 3])
    found = extract([cut_off], "x")
    assert found.candidates and 0 < found.frames < 90
    noisy = bytearray(body)
    noisy[len(body) // 2 : len(body) // 2 + 3000] = bytes(range(250)) * 12
    (tmp_path / "noisy.mkv").write_bytes(bytes(noisy))
    assert extract([tmp_path / "noisy.mkv"], "x").candidates


def test_odd_films_are_read(tmp_path: Path) -> None:
    one = film(tmp_path / "one.mp4", [scene(1)], seconds=0.01)
    assert len(extract([one], "x").candidates) == 1
    deep = film(tmp_path / "deep.mkv", [scene(1), scene(2)], codec="libx265", pix_fmt="yuv420p10le")
    assert len(extract([deep], "x").candidates) == 2
    uneven = film(
        tmp_path / "uneven.mkv", [scene(1), scene(2)], times=lambda n: n * 40 + (n >= 18) * 5000
    )
    times = [one.time_s or 0 for one in extract([uneven], "x").candidates]
    assert max(times) > 5 and min(times) < 2
    large = film(tmp_path / "large.mp4", [scene(1, 3840, 2160)], seconds=0.2)
    (frame,) = extract([large], "x").candidates
    assert frame.image().shape == (1080, 1920, 3)


def test_a_turned_film_is_upright(tmp_path: Path) -> None:
    path = film(tmp_path / "flat.mp4", [scene(1)], seconds=0.5)
    turned = tmp_path / "turned.mp4"
    with av.open(str(path)) as source, av.open(str(turned), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        try:
            stream.set_display_rotation(90)
        except AttributeError:
            pytest.skip("this PyAV cannot write a display rotation")
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    sample = next(Video(turned).samples(3))
    assert sample.rotation in (90, 270) and sample.full().shape == (WIDTH, HEIGHT, 3)


def still(path: Path, image: Image | Pillow.Image, **options: Any) -> Path:
    picture = image if isinstance(image, Pillow.Image) else Pillow.fromarray(image)
    picture.save(path, **options)
    return path


def test_stills_enter_by_the_same_door(tmp_path: Path, made: Path) -> None:
    picture = still(tmp_path / "still.png", scene(9, 1200, 800))
    found = extract([made, picture], "film")
    assert any(one.time_s is None and one.source == "still.png" for one in found.candidates)
    exif = Pillow.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    turned = still(tmp_path / "turned.jpg", scene(9), exif=exif)
    assert read_still(turned, 10**8).shape == (WIDTH, HEIGHT, 3)
    cmyk = still(tmp_path / "print.jpg", Pillow.fromarray(scene(9)).convert("CMYK"))
    assert np.abs(read_still(cmyk, 10**8).astype(int) - scene(9)).mean() < 25
    glass = Pillow.fromarray(scene(9)).convert("RGBA")
    glass.putalpha(0)
    assert read_still(still(tmp_path / "glass.png", glass), 10**8).max() == 0
    grey = Pillow.fromarray(scene(9)[:, :, 0].astype(np.uint16) * 200)
    assert read_still(still(tmp_path / "deep.png", grey), 10**8).dtype == np.uint8
    night = Pillow.fromarray(np.full((180, 320), 300, np.uint16))
    assert read_still(still(tmp_path / "night.png", night), 10**8).max() < 5
    wrong = tmp_path / "png.jpg"
    wrong.write_bytes(picture.read_bytes())
    assert read_still(wrong, 10**8).shape == (800, 1200, 3), "what it is counts, not its name"


def test_stills_that_are_none_are_refused(tmp_path: Path) -> None:
    svg = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>"
    (tmp_path / "drawn.png").write_bytes(svg)
    (tmp_path / "words.png").write_text("no picture")
    (tmp_path / "none.png").touch()
    whole = io.BytesIO()
    Pillow.fromarray(scene(3)).save(whole, "PNG")
    (tmp_path / "half.png").write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    still(tmp_path / "bomb.png", Pillow.new("1", (20_000, 20_000)))
    still(tmp_path / "thin.png", Pillow.new("RGB", (8, 3840)))
    for file, reason in (
        ("drawn.png", "SVG"),
        ("words.png", "no picture"),
        ("none.png", "empty"),
        ("half.png", "damaged"),
        ("bomb.png", "20000 x 20000 pixels"),
        ("nowhere.png", "no file"),
        ("thin.png", "too narrow"),
    ):
        with pytest.raises(BadInput, match=reason):
            read_still(tmp_path / file, 100_000_000)


def test_the_command_writes_pictures_facts_and_sheets(made: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "matinee.cli", "artwork", "extract", str(made), "--json"]
    to = ["--item", "../film 1", "--data", str(tmp_path)]
    for _ in range(2):  # a second run replaces the first
        done = subprocess.run([*command, *to], capture_output=True, text=True, check=True)
        told = json.loads(done.stdout)
        folder = Path(told["folder"])
        assert folder.parent == tmp_path / "artwork"
        assert len(list(folder.glob("*.webp"))) == 7 * len(told["candidates"]) == 28
    first = told["candidates"][0]
    assert {"artwork_id", "time_s", "shapes", "score", "tags", "reasons"} <= set(first)
    assert {"time_s", "reason"} <= set(told["rejected"][0])
    with Pillow.open(folder / f"{first['artwork_id']}-poster.webp") as poster:
        assert poster.width / poster.height == pytest.approx(2 / 3, abs=0.02)
    sheet = Path(told["sheet"]).read_text()
    assert first["artwork_id"] in sheet and "black: brightness" in sheet and "<script" not in sheet
    with Pillow.open(folder / "sheet.png") as sheet_png:
        assert sheet_png.width > 1000
    (tmp_path / "x.mp4").write_text("no film")
    failed = subprocess.run(
        [*command[:-2], str(tmp_path / "x.mp4"), *to], capture_output=True, text=True, check=False
    )
    assert failed.returncode == 1 and "cannot be read as a video" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_nothing_of_the_users_own_is_deleted_and_nothing_found_keeps_the_old(
    made: Path, tmp_path: Path
) -> None:
    own = still(tmp_path / "my-holiday.webp", scene(1))
    command = [sys.executable, "-m", "matinee.cli", "artwork", "extract"]
    to = ["--item", "x", "--data", str(tmp_path / "data"), "--to", str(tmp_path)]
    subprocess.run([*command, str(made), *to], capture_output=True, check=True)
    cuts = sorted(tmp_path.glob("*-poster.webp"))
    assert own.exists() and len(cuts) == 4
    dark = film(tmp_path / "dark.mp4", [black()])
    told = subprocess.run([*command, str(dark), *to], capture_output=True, text=True, check=True)
    assert "nothing was changed" in told.stdout
    assert sorted(tmp_path.glob("*-poster.webp")) == cuts and own.exists()
    other = film(tmp_path / "other.mp4", [scene(20), scene(21)])
    subprocess.run([*command, str(other), *to], capture_output=True, check=True)
    later = sorted(tmp_path.glob("*-poster.webp"))
    assert len(later) == 6 and set(cuts) < set(later) and own.exists(), "beside the first film's"
    subprocess.run([*command, str(other), *to], capture_output=True, check=True)
    assert sorted(tmp_path.glob("*-poster.webp")) == later, "the same file again replaces its own"


def test_pixels_that_are_not_square(tmp_path: Path) -> None:
    path = tmp_path / "pal.mkv"
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = 720, 576, "yuv420p"
        stream.codec_context.sample_aspect_ratio = Fraction(64, 45)
        for _ in range(FPS):
            frame = av.VideoFrame.from_ndarray(scene(1, 720, 576), "rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    assert next(Video(path).samples(3)).full().shape == (576, 1024, 3)


def test_folders_stay_where_they_belong() -> None:
    assert folder_of("film-1") == "film-1"
    odd = {folder_of(name) for name in ("../..", "a/b", "a_b", "", ".", "ü", "x" * 200)}
    assert len(odd) == 7 and not any("/" in name or name.startswith(".") for name in odd)


def test_pictures_of_a_film_are_shown_by_a_running_server(made: Path, tmp_path: Path) -> None:
    """From a video to a person's page: the server serves each shape, and old pictures go."""
    data = tmp_path / "data"
    with Server(data) as server:
        with server.client() as client:
            own = [{"artwork_id": "own", "url": "https://pictures.example/own.jpg"}]
            items = [{"id": "a/b film", "title": "Film", "artworks": own}]
            client.post("/v1/items", json={"items": items}).raise_for_status()
            command = [sys.executable, "-m", "matinee.cli", "artwork", "extract", str(made)]
            for _ in range(2):
                done = subprocess.run(
                    [*command, "--item", "a/b film", "--data", str(data), "--json"],
                    capture_output=True,
                    text=True,
                    check=True,
                )
                assert json.loads(done.stdout)["used"] is True
            kept = client.get("/v1/items/a%2Fb film").json()["artworks"]
            assert len(kept) == 5 and kept[-1]["artwork_id"] == "own"
            page = client.get("/v1/users/ann/home").raise_for_status().json()
            assert page["rows"][0]["items"][0]["item_id"] == "a/b film"
        address = kept[0]["url"]
        assert kept[0]["color"].startswith("#")
        for shape in ("16x9", "2x3", "1x1", "wide"):
            answer = httpx2.get(f"{server.url}/{address.replace('16x9', shape)}")
            assert answer.status_code == 200 and answer.headers["content-type"] == "image/webp"
            assert "immutable" in answer.headers["cache-control"]
            with Pillow.open(io.BytesIO(answer.content)) as picture:
                assert picture.width <= 1200
        for wrong in ("3x3", "..%2f..%2fmatinee.toml"):
            assert httpx2.get(f"{server.url}/{address.replace('16x9', wrong)}").status_code == 404
    nowhere = subprocess.run(
        [*command, "--item", "unknown", "--data", str(data)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "shown nowhere yet" in nowhere.stdout
