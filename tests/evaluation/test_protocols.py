"""Protocols hold back what they say, and the bench puts ours and peers on the same moments."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from matinee.catalog import Catalog
from matinee.errors import MatineeError
from matinee.evaluation.accuracy import bench, run
from matinee.evaluation.accuracy.data import Data, load
from matinee.evaluation.accuracy.metrics import scores
from matinee.evaluation.accuracy.peers import PEERS, Ease, ItemKnn, Popular, peers_for, takes_of
from matinee.evaluation.accuracy.protocols import splits, validation
from matinee.packed import PackedLog
from matinee.ranking import RankingConfig
from matinee.recommender import RecommenderConfig
from matinee.records import Event, Item, Logged
from matinee.replay import Horizon
from tests.making import NOW

HOUR = 3_600_000
CONFIG = RecommenderConfig(ranking=RankingConfig(trees=10, negatives=10, moments_a_person=4))
ITEMS = 50


def data(people: int = 60, length: int = 16, *, repeats: bool = False, timed: bool = True) -> Data:
    rng = np.random.default_rng(2)
    found: list[Logged] = []
    place = {user: int(rng.integers(ITEMS)) for user in range(1, people + 1)}
    for step in range(length):
        for user in range(1, people + 1):
            jump = rng.random() < 0.3
            place[user] = int(rng.integers(ITEMS)) if jump else (place[user] + 1) % ITEMS
            kind = "purchase" if repeats else "rate"
            time = NOW + step * 40 * HOUR + user * 1000
            item = place[user] % 8 + user % 5 * 8 if repeats else place[user]
            found.append(Logged(len(found) + 1, user, Event(kind, time, str(item), 4.0)))
    catalog = Catalog(
        (Item(str(n), f"Item {n}", categories=(f"c{n % 5}",)), 0) for n in range(ITEMS)
    )
    horizon = Horizon(days=7, repeats=True) if repeats else Horizon()
    return Data("test", catalog, PackedLog.of(found), horizon, timed=timed)


def test_leave_one_out_holds_back_the_last_take_of_everyone() -> None:
    (split,) = splits(data(), "leave-one-out", 0)
    assert len(split.asked) == 60
    last = {one.user: one.seq for one in data().log}
    assert split.asked == frozenset(last.values())
    assert not split.asked & {one.seq for one in split.train}
    inner = validation(split)
    assert not inner.asked & split.asked
    assert max(inner.asked) < max(split.asked)


def test_a_time_split_learns_nothing_after_its_moment() -> None:
    for split in splits(data(), "time-split", 0):
        end = max(one.event.time for one in split.train)
        assert split.early is not None and len(split.early) < len(split.train)
        asked = [one for one in split.replay if one.seq in split.asked]
        assert asked and min(one.event.time for one in asked) > end
        inner = validation(split)
        assert max(one.event.time for one in inner.replay) <= end


def test_no_week_is_cut_in_two() -> None:
    for split in splits(data(repeats=True, length=30), "time-split", 0):
        week = 7 * 24 * HOUR
        trained = {one.event.time // week for one in split.train}
        asked = {one.event.time // week for one in split.replay if one.seq in split.asked}
        assert not trained & asked


def test_a_shop_log_of_a_week_or_two_is_refused_in_words() -> None:
    for length in (3, 8):
        with pytest.raises(MatineeError):
            run.measure(
                data(repeats=True, length=length),
                "time-split",
                CONFIG,
                lambda _: None,
                peers=("item-kNN",),
                shares=(0.1,),
            )


def test_a_week_is_asked_about_at_its_first_take_only() -> None:
    held = data(repeats=True, length=30)
    for split in splits(held, "time-split", 0):
        asked = [one for one in held.log if one.seq in split.asked]
        weeks = {(one.user, one.event.time // (7 * 24 * HOUR)) for one in asked}
        assert len(weeks) == len(asked)


def test_without_a_source_it_still_runs() -> None:
    without = RecommenderConfig(
        ranking=RankingConfig(trees=5, without=("session_knn", "taste", "popular"))
    )
    rows = run.measure(data(), "leave-one-out", without, lambda _: None)
    assert rows[0]["ndcg@10"] > 0


def test_new_users_are_unseen() -> None:
    (split,) = splits(data(), "new-users", 3)
    assert not {one.user for one in split.train} & {one.user for one in split.replay}
    assert split.horizon.rest


@pytest.mark.parametrize(
    ("given", "protocol", "says"),
    [
        (data(1, 80), "leave-one-out", "1 people"),
        (data(2, 5), "time-split", "too little"),
        (data(timed=False), "time-split", "leave-one-out"),
        (data(), "guessing", "Choose"),
    ],
)
def test_what_cannot_be_split_is_said(given: Data, protocol: str, says: str) -> None:
    with pytest.raises(MatineeError, match=says):
        splits(given, protocol, 0)


@pytest.mark.parametrize("protocol", ["leave-one-out", "time-split", "new-users"])
def test_ours_and_peers_answer_the_same_moments(protocol: str) -> None:
    names = ("popular, windowed", "item-kNN", "EASE", "implicit ALS", "implicit BPR")
    rows = run.measure(
        data(), protocol, CONFIG, lambda _: None, peers=names, shares=(0.8,), most=150
    )
    assert [row["name"] for row in rows] == ["matinee", *names]
    assert len({row["moments"] for row in rows}) == 1
    assert all(0 <= row["ndcg@10"] <= row["hr@10"] <= 1 for row in rows)
    assert rows[0]["ndcg@10"] > rows[1]["ndcg@10"], "order is all that there is to learn"
    if protocol != "new-users":  # so few people that a resample may hold no hit at all
        assert all("ours over this" in row for row in rows[1:] if row["ndcg@10"] > 0.01)
    assert all(row["peak_mb"] > 10 and row["fit_seconds"] >= 0 for row in rows)
    msgspec.json.encode(rows)


def test_new_and_again_are_told_apart_where_people_take_again() -> None:
    held = data(repeats=True, length=30)
    rows = run.measure(
        held, "time-split", CONFIG, lambda _: None, peers=("own frequency",), shares=(0.8,)
    )
    views = [(row["name"], row.get("view", "all")) for row in rows]
    assert ("matinee", "again") in views and ("own frequency", "again") in views
    assert "own frequency" in peers_for(held.horizon)
    assert "own frequency" not in peers_for(Horizon())


def test_peers_are_what_they_are_called() -> None:
    held = data()
    takes = takes_of(held.log, held.catalog)
    x = takes.matrix().toarray()
    gram = x.T @ x
    inverse = np.linalg.inv(gram + 5.0 * np.eye(ITEMS))
    expected = inverse / -np.diag(inverse)
    np.fill_diagonal(expected, 0)
    ease = Ease(takes, held.catalog, 5.0)
    kept = np.ix_(ease._kept, ease._kept)
    assert np.allclose(ease._weights, expected[kept], atol=1e-3)
    size = np.sqrt(np.diag(gram))
    cosine = gram / np.outer(size, size)
    np.fill_diagonal(cosine, 0)
    knn = ItemKnn(takes, held.catalog, ITEMS, 0.0)
    assert np.allclose(knn._table.toarray(), cosine, atol=1e-5)
    recent = Popular(takes, held.catalog, 1)
    days = (takes.times.max() - takes.times) / 86_400_000
    counts = np.bincount(takes.items[days < 1], minlength=ITEMS)
    assert np.array_equal(np.floor(recent._scores), counts)
    assert set(PEERS) > {"EASE", "item-kNN"}


def test_the_published_order_of_movielens_1m_is_read_whole(shared_data: Path) -> None:
    held = load("ml-1m", Path("unused"), shared_data / "ml1m_leave_one_out.parquet", print)
    assert (len(held.log), len(held.catalog)) == (999_611, 3_416)
    (split,) = splits(held, "leave-one-out", 0)
    assert len(split.asked) == 6_040
    times = [one.event.time for one in held.log if one.user == held.log[0].user]
    assert times == sorted(times)


def test_beauty_sequences_are_read_whole(shared_data: Path) -> None:
    file = shared_data / "amazon_beauty_5core_sequences.txt"
    held = load("beauty", Path("unused"), file, print)
    assert (len(held.log), len(held.catalog)) == (198_502, 12_101)
    with pytest.raises(MatineeError, match="--file"):
        load("beauty", Path("unused"), None, print)


def test_a_report_has_the_stated_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "load", lambda *_: data())
    monkeypatch.setattr(bench, "RecommenderConfig", lambda: CONFIG)
    asked = bench.Asked("ml-100k", "leave-one-out", 4)
    report = msgspec.to_builtins(bench.run_dataset(asked, None, lambda _: None))
    assert {"dataset", "protocol", "seed", "models", "machine", "commit"} <= set(report)
    assert report["models"][0]["kind"] == "ours" and report["seed"] == 4


def test_perfect_and_empty_lists_score_as_they_should() -> None:
    held = data()
    (split,) = splits(held, "leave-one-out", 0)
    from matinee.learning import fit_model
    from matinee.recommender import Recommender

    idle = Recommender(held.catalog, fit_model([], held.catalog, CONFIG.retrieval), CONFIG)

    def knows(moment: object, *_: object) -> dict[str, np.ndarray]:
        target = held.catalog.indices(moment.targets)  # type: ignore[attr-defined]
        return {"all": target}

    lists = run.ask(split, idle, knows)["all"]
    assert scores(lists)["ndcg@10"].mean() == 1.0
    nothing = run.ask(split, idle, lambda *_: {"all": np.zeros(0, np.int32)})["all"]
    assert scores(nothing)["hr@100"].mean() == 0.0
