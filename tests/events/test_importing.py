"""Files in: formats, presets, rejects, resumption."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import duckdb
import msgspec
import pytest
import zstandard

from matinee.catalog.importing import import_items
from matinee.errors import BadFile, BadInput
from matinee.events import Collector
from matinee.events.collect import Receipt
from matinee.events.importing import Imported, LogSink, import_events
from matinee.events.presets import preset
from matinee.records import Item
from matinee.storage.embedded import EmbeddedStore
from tests.making import NOW, track

ROWS = [
    ("u1", "1", 5, 1_700_000_000),
    ("u2", "2", 3.5, 1_700_000_100),
    ("u1", "2", 1, 1_700_000_200),
]


def do(path: Path, store: EmbeddedStore, name: str = "plain", **maps: str) -> Imported:
    sink = LogSink(Collector(store.log), store.log, lambda: NOW)
    states = path.parent / "imports"
    return import_events(path, sink, preset=preset(name), mapping=maps, states=states)


def logged(store: EmbeddedStore) -> list[tuple[str | None, str | None, float | None, int]]:
    return [
        (store.log.user_id(one.user), one.event.item, one.event.value, one.event.time // 1000)
        for one in store.log.read()
    ]


def write_csv(path: Path, header: str, separator: str = ",") -> None:
    lines = [header] if header else []
    lines += [separator.join(map(str, row)) for row in ROWS]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "csv.zst", "jsonl", "jsonl.gz", "parquet"])
def test_every_format_and_packing(tmp_path: Path, store: EmbeddedStore, ending: str) -> None:
    path = tmp_path / f"events.{ending}"
    plain = tmp_path / "plain.csv"
    write_csv(plain, "user_id,item_id,stars,timestamp")
    names = ("user_id", "item_id", "stars", "timestamp")
    content = plain.read_bytes()
    if "jsonl" in ending:
        content = b"\n".join(msgspec.json.encode(dict(zip(names, row))) for row in ROWS)  # noqa: B905
    if ending == "parquet":
        duckdb.execute(f"COPY (SELECT * FROM read_csv('{plain}')) TO '{path}' (FORMAT parquet)")
    elif ending.endswith("gz"):
        path.write_bytes(gzip.compress(content))
    elif ending.endswith("zst"):
        path.write_bytes(zstandard.compress(content))
    else:
        path.write_bytes(content)
    done = do(path, store)
    assert (done.rows, done.accepted, done.rejected) == (3, 3, 0)
    assert logged(store) == [(u, i, s, t) for u, i, s, t in ROWS]


@pytest.mark.parametrize(
    ("file", "header", "separator", "name"),
    [
        ("u.data", "", "\t", "movielens"),
        ("ratings.dat", "", "::", "movielens"),
        ("ratings.csv", "userId,movieId,rating,timestamp", ",", "movielens"),
        (
            "ml.inter",
            "user_id:token\titem_id:token\trating:float\ttimestamp:float",
            "\t",
            "movielens",
        ),
        ("anything.csv", "uid,film,score,when", ",", "plain"),
        ("semicolons.csv", "user_id;item_id;stars;timestamp", ";", "plain"),
    ],
)
def test_presets_and_named_columns(
    tmp_path: Path, store: EmbeddedStore, file: str, header: str, separator: str, name: str
) -> None:
    write_csv(tmp_path / file, header, separator)
    maps = {"uid": "user_id", "film": "item_id", "score": "stars", "when": "timestamp"}
    done = do(tmp_path / file, store, name, **(maps if header.startswith("uid") else {}))
    assert done.rejected == 0
    assert logged(store) == ROWS


def test_personalize_and_gorse(tmp_path: Path, store: EmbeddedStore) -> None:
    (tmp_path / "p.csv").write_text(
        "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE\nu,1,1700000000,Watch,\nu,2,1700000001,rating,4\n"
    )
    (tmp_path / "g.csv").write_text(
        "FeedbackType,UserId,ItemId,Timestamp\nlike,u,3,2023-11-14T22:13:20Z\nread,u,4,2023-11-14\n"
    )
    assert do(tmp_path / "p.csv", store, "personalize").rejected == 0
    assert do(tmp_path / "g.csv", store, "gorse").rejected == 0
    kinds = [(one.event.kind, one.event.item, one.event.value) for one in store.log.read()]
    assert kinds == [
        ("play", "1", None),
        ("rate", "2", 4.0),
        ("rate", "3", 4.0),
        ("view", "4", None),
    ]


def test_segment_messages_are_taken_as_they_are(tmp_path: Path, store: EmbeddedStore) -> None:
    calls = [
        track("Item Clicked", item="1", unusual={"deep": [1]}),
        track("Products Searched", query="é"),
    ]
    path = tmp_path / "calls.jsonl"
    path.write_bytes(b"\n".join(map(msgspec.json.encode, calls)))
    assert do(path, store).accepted == 2
    user = store.log.find_user("ann") or 0
    assert [msgspec.json.decode(body) for body in store.log.bodies(user)] == calls


def test_bad_rows_are_kept_with_their_reasons(tmp_path: Path, store: EmbeddedStore) -> None:
    path = tmp_path / "mixed.csv"
    path.write_text(
        "user_id,item_id,stars,timestamp\nu,1,5,1700000000\nu,,5,1700000000\nu,1,9,1700000000\n"
        "u,1\n,1,5,1700000000\nu,1,5,never\nu,2,5,0\nu,3,4,1700000001\n"
    )
    done = do(path, store)
    assert (done.rows, done.accepted, done.rejected) == (8, 2, 6)
    assert done.rejects_file == f"{path}.rejected.jsonl"
    lines = [msgspec.json.decode(x) for x in Path(done.rejects_file).read_bytes().splitlines()]
    assert sorted(line["row"] for line in lines) == [2, 3, 4, 5, 6, 7]
    reasons = " ".join(line["reason"] for line in lines)
    for word in ("needs an item", "0.5 to 5", "2 fields where 4", "userId or", "'never'", "1990"):
        assert word in reasons


class Broken:
    """A sink that fails after some groups, as when the machine stops."""

    rows_at_once = 100

    def __init__(self, sink: LogSink, groups: int) -> None:
        self._sink, self._left = sink, groups

    def send(self, messages: list[bytes]) -> Receipt:
        self._left -= 1
        receipt = self._sink.send(messages)
        if self._left < 0:
            raise KeyboardInterrupt  # after the commit: the worst moment
        return receipt


def test_a_broken_import_resumes_and_logs_each_row_once(
    tmp_path: Path, store: EmbeddedStore
) -> None:
    path = tmp_path / "long.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("user_id", "item_id", "stars", "timestamp"))
        writer.writerows((f"u{n % 7}", n, 4, 1_700_000_000) for n in range(1000))
    sink = LogSink(Collector(store.log), store.log, lambda: NOW)
    states = tmp_path / "imports"
    with pytest.raises(KeyboardInterrupt):
        import_events(path, Broken(sink, 4), preset=preset("plain"), mapping={}, states=states)
    assert 400 <= store.log.count() < 1000
    done = do(path, store)
    assert done.resumed_at >= 400
    assert store.log.count() == 1000
    again = do(path, store)
    assert (again.resumed_at, store.log.count()) == (1000, 1000)
    with path.open("a") as file:
        file.write("u9,5000,4,1700000000\n")
    assert do(path, store).resumed_at == 0, "a file that changed is read again"
    assert store.log.count() == 1001


def test_files_that_cannot_be_read_are_clear_errors(tmp_path: Path, store: EmbeddedStore) -> None:
    with pytest.raises(BadFile, match="cannot be read"):
        do(tmp_path / "none.csv", store)
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(BadFile, match="Parquet"):
        do(tmp_path / "bad.parquet", store)
    with pytest.raises(BadInput, match=r"no preset 'nope'.*movielens"):
        do(tmp_path / "bad.parquet", store, "nope")
    packed = gzip.compress(b"user_id,item_id,stars,timestamp\n" + b"u,1,5,1700000000\n" * 5000)
    (tmp_path / "cut.csv.gz").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(BadFile, match=r"broken.*What came before is in"):
        do(tmp_path / "cut.csv.gz", store)


def test_mended_rows_go_in_and_the_others_stay_single(tmp_path: Path, store: EmbeddedStore) -> None:
    path = tmp_path / "mended.csv"
    rows = [f"u{n},1,{50 if n in (0, 4000) else 5},1700000000" for n in range(5000)]
    path.write_text("user_id,item_id,stars,timestamp\n" + "\n".join(rows) + "\n")
    assert (do(path, store).rejected, store.log.count()) == (2, 4998)
    path.write_text(path.read_text().replace(",50,", ",5,"))
    done = do(path, store)
    assert (done.rejected, done.rejects_file, store.log.count()) == (0, None, 5000)
    assert not (tmp_path / "mended.csv.rejected.jsonl").exists()


def test_another_way_of_reading_starts_again(tmp_path: Path, store: EmbeddedStore) -> None:
    (tmp_path / "m.csv").write_text("who,item_id,stars,timestamp\nann,1,5,1700000000\n")
    assert do(tmp_path / "m.csv", store).rejected == 1
    assert do(tmp_path / "m.csv", store, who="user_id").accepted == 1
    with pytest.raises(BadInput, match=r"no 'userId'\. Use: user_id"):
        do(tmp_path / "m.csv", store, who="userId")
    with pytest.raises(BadFile, match=r"no such column\. It has: who, item_id"):
        do(tmp_path / "m.csv", store, whom="user_id")


def test_a_file_that_changed_after_a_failure_is_read_from_its_start(
    tmp_path: Path, store: EmbeddedStore
) -> None:
    path = tmp_path / "daily.csv"
    path.write_text("user,item_id,stars,timestamp\nann,1,5,1700000000\n")
    with pytest.raises(BadFile, match="no such column"):
        do(path, store, who="user_id")
    path.write_text("who,item_id,stars,timestamp\nann,1,5,1700000000\n")
    assert (do(path, store, who="user_id").accepted, store.log.count()) == (1, 1)
    rows = "\n".join(f"u{n},1,5,1700000000" for n in range(500))
    path.write_text("user_id,item_id,stars,timestamp\n" + rows + "\n")
    broken = Full(LogSink(Collector(store.log), store.log, lambda: NOW))
    states = tmp_path / "imports"
    with pytest.raises(OSError, match="no space"):
        import_events(path, broken, preset=preset("plain"), mapping={}, states=states)
    path.write_text("user_id,item_id,stars,timestamp\n" + rows.replace("u", "v") + "\n")
    done = do(path, store)
    assert (done.resumed_at, done.accepted, store.log.count()) == (0, 500, 801)


def test_rows_without_a_time_are_told_apart_by_their_place(
    tmp_path: Path, store: EmbeddedStore
) -> None:
    path = tmp_path / "timeless.csv"
    path.write_text("user_id,item_id,event\n" + "u,1,view\n" * 3)
    assert do(path, store).accepted == 3
    assert store.log.count() == 3


def test_what_is_not_utf8_is_rejected_not_changed(tmp_path: Path, store: EmbeddedStore) -> None:
    (tmp_path / "l.csv").write_bytes(
        b"user_id,item_id,stars,timestamp\nlat\xe9n,1,5,1700000000\nok,1,5,1700000000\n"
    )
    (tmp_path / "l.jsonl").write_bytes(b'{"id":"1","title":"lat\xe9n"}\n{"id":"2","title":"ok"}\n')
    done = do(tmp_path / "l.csv", store)
    assert (done.accepted, done.rejected) == (1, 1)
    put: list[Item] = []
    items = import_items(tmp_path / "l.jsonl", put.extend, preset=preset("plain"), mapping={})
    assert (items.accepted, items.rejected) == (1, 1)
    for name in ("l.csv", "l.jsonl"):
        assert b"not UTF-8" in (tmp_path / f"{name}.rejected.jsonl").read_bytes()


def test_plain_items_are_left_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "shop.csv").write_text(
        "id,title,genre,year\nq1,Widget (1000),Science Fiction,\n"
        "q2,Lamp,Home|Living Room,\nq3,X,Y,old\n"
    )
    put: list[Item] = []
    done = import_items(tmp_path / "shop.csv", put.extend, preset=preset("plain"), mapping={})
    assert [(i.title, i.categories) for i in put] == [
        ("Widget (1000)", ("Science Fiction",)),
        ("Lamp", ("Home", "Living Room")),
    ]
    assert done.rejected == 1
    (line,) = Path(done.rejects_file or "").read_bytes().splitlines()
    assert msgspec.json.decode(line)["row"] == 3


def test_items_are_imported_with_tidy_titles(tmp_path: Path) -> None:
    (tmp_path / "movies.csv").write_text(
        'movieId,title,genres\n1,"Matrix, The (1999)",Action|Sci-Fi\n2,"M (1931)",Crime\n3,,Drama\n'
    )
    (tmp_path / "u.item").write_text(
        "4|Misérables, Les (1995)|01-Jan-1995||http://x|"
        + "|".join("0" * 8 + "1" + "0" * 9 + "1")
        + "\n",
        encoding="latin-1",
    )
    (tmp_path / "items.jsonl").write_bytes(
        msgspec.json.encode(
            {"id": "5", "title": "שלום 🎬", "people": [{"name": "A"}], "colour": "red"}
        )
    )
    put: list[Item] = []
    for name in ("movies.csv", "u.item", "items.jsonl"):
        done = import_items(tmp_path / name, put.extend, preset=preset("movielens"), mapping={})
        assert done.rejected == (1 if name == "movies.csv" else 0)
    assert [(i.title, i.year, i.categories) for i in put] == [
        ("The Matrix", 1999, ("Action", "Sci-Fi")),
        ("M", 1931, ("Crime",)),
        ("Les Misérables", 1995, ("Drama", "Western")),
        ("שלום 🎬", None, ()),
    ]
    assert put[3].properties == {"colour": "red"}


class Full:
    """A sink on a full disk, until there is room."""

    rows_at_once = 100

    def __init__(self, sink: LogSink) -> None:
        self._sink = sink
        self.full_after = 3

    def send(self, messages: list[bytes]) -> Receipt:
        self.full_after -= 1
        if self.full_after < 0:
            raise OSError("no space left")
        return self._sink.send(messages)


def test_rows_that_could_not_be_sent_are_sent_by_the_next_run(
    tmp_path: Path, store: EmbeddedStore
) -> None:
    path = tmp_path / "long.csv"
    lines = [f"u{n % 7},{n},4,1700000000" for n in range(1000)]
    path.write_text("user_id,item_id,stars,timestamp\n" + "\n".join(lines) + "\n")
    sink = Full(LogSink(Collector(store.log), store.log, lambda: NOW))
    states = tmp_path / "imports"
    with pytest.raises(OSError, match="no space"):
        import_events(path, sink, preset=preset("plain"), mapping={}, states=states)
    assert store.log.count() == 300
    assert do(path, store).resumed_at == 300
    assert store.log.count() == 1000


def test_files_that_begin_alike_are_different_files(tmp_path: Path, store: EmbeddedStore) -> None:
    header = "user_id,item_id,stars,timestamp\n"
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "head.csv").write_text(header)
    for n, name in enumerate(("a.csv", "b.csv")):
        (tmp_path / name).write_text(header + f"u{n},1,5,1700000000\nu{n},2,5,1700000001\n")
    for name, rows in (("empty.csv", 0), ("head.csv", 0), ("a.csv", 2), ("b.csv", 4)):
        do(tmp_path / name, store)
        assert store.log.count() == rows, name


def test_exported_messages_keep_their_time(tmp_path: Path, store: EmbeddedStore) -> None:
    call = track("Item Clicked", item="1", time=1_600_000_000_000)
    call |= {"sentAt": "2020-09-13T12:26:41Z", "receivedAt": "2020-09-13T12:26:42Z"}
    path = tmp_path / "export.jsonl"
    path.write_bytes(msgspec.json.encode(call))
    assert do(path, store).accepted == 1
    assert store.log.read()[0].event.time == 1_600_000_000_000


def test_every_rejected_row_is_kept_however_many(tmp_path: Path, store: EmbeddedStore) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("user_id,item_id,stars,timestamp\n" + "u,1,5,0\n" * 3000)
    done = do(path, store)
    assert (done.accepted, done.rejected) == (0, 3000)
    assert len(Path(done.rejects_file or "").read_bytes().splitlines()) == 3000
