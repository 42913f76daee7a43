"""What was seen is captured as it was when served, and teaches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from matinee import models
from matinee.catalog import Catalog
from matinee.home import Home, Request
from matinee.jobs import train
from matinee.learning import in_turn
from matinee.outcomes import OutcomesConfig
from matinee.page import UNLEARNT, Learnt, PageConfig, learn
from matinee.page.attention import assumed
from matinee.page.sights import count
from matinee.profiles import Profile
from matinee.ranking import FEATURES, RankingConfig
from matinee.ranking.captured import FEATURES_ID, Captures, Described
from matinee.ranking.train import Gathering, Taken, together, train_ranker
from matinee.records import Event, Identity, Item, Message
from matinee.runtime import MODELS, Runtime
from matinee.seen import learnt_of_pages, seen_examples
from matinee.settings import Settings
from matinee.storage.base import Captured, Evidence
from tests.learning.test_training import ITEMS, paths
from tests.making import DAY, NOW

RANKING = RankingConfig(trees=15, negatives=15)
SETTINGS = Settings(ranking=RANKING)


def happened(runtime: Runtime, user: str, number: int, event: Event) -> None:
    identity = Identity(user, True)
    message = Message(f"{user}-{number}", identity, event.time, event.time, b"{}", (event,))
    runtime.append([message])


@pytest.fixture
def runtime(tmp_path: Path) -> Runtime:
    """A folder with a trained ranker, served."""
    made = Runtime(tmp_path, SETTINGS)
    made.put_items(
        [Item(str(n), f"Item {n}", categories=("A", "B")[n % 2 :]) for n in range(ITEMS)], 0
    )
    for one in paths(80, 18):
        happened(made, f"p{one.user}", one.seq, one.event)
    train(
        made.store.log,
        made.catalog,
        tmp_path / MODELS,
        SETTINGS.home(),
        NOW,
        spread=in_turn,
    )
    made.reload_model()
    assert made.home.recommender.ranker is not None
    return made


def test_what_is_captured_is_what_the_log_gives_again(runtime: Runtime, tmp_path: Path) -> None:
    """Bit for bit, though by the time it is stored the profile and the counts have moved on."""
    page = runtime.page(Request("p1", NOW, "tv"))
    served_after = runtime.store.log.last_seq()
    seen = [item for row in page.rows[:3] for item in row.items[:4]]
    for number, item in enumerate([*seen, seen[2]]):
        kind, value = ("impression", 900.0) if number < len(seen) else ("rate", 5.0)
        event = Event(kind, NOW + number, item.item_id, value, "tv", 0, item.recommendation_id)
        happened(runtime, "p1", 1_000_000 + number, event)
    runtime.store.flush()
    kept = {one.row * 1000 + one.column: one for one, _ in runtime.store.decisions.captured()}
    assert len(kept) > 6 and {one.features for one in kept.values()} == {FEATURES_ID}

    log = [one for one in runtime.store.log.read(0, 100_000) if one.seq <= served_after]
    recommender = models.load(tmp_path / MODELS, runtime.catalog, SETTINGS.home())
    user = runtime.store.log.find_user("p1")
    assert user is not None
    profile = Profile(user)
    for one in log:
        recommender.model.learn(one)
        if one.user == user:
            profile.update(one, SETTINGS.profiles.behaviour_half_life_days)
    ranking = Home(recommender, SETTINGS.home()).rank(profile, Request("p1", NOW, "tv"))
    candidates = ranking.shelf.candidates
    x = recommender.vectors(ranking.shelf.query, candidates)
    for item in seen:
        row, column = map(int, item.recommendation_id.split(".")[1:])
        if one_kept := kept.get(row * 1000 + column):
            place = candidates.places(runtime.catalog.indices([item.item_id]))[0]
            assert np.array_equal(np.frombuffer(one_kept.body, np.float32), x[place])
    examples = seen_examples(
        runtime.store.decisions.captured(), NOW + 1, NOW + DAY, OutcomesConfig()
    )
    assert examples.groups.tolist() == [len(kept)] and examples.taken.sum() == 1
    assert not len(
        seen_examples(runtime.store.decisions.captured(), NOW, NOW + DAY, OutcomesConfig()).groups
    )
    runtime.close()


def test_vectors_go_when_their_time_is_over(runtime: Runtime) -> None:
    page = runtime.page(Request("p1", NOW, "tv"))
    item = page.rows[0].items[0]
    happened(
        runtime,
        "p1",
        2_000_000,
        Event("impression", NOW, item.item_id, 900.0, "tv", 0, item.recommendation_id),
    )
    runtime.tick(NOW + DAY)
    runtime.store.flush()
    assert len(list(runtime.store.decisions.captured())) == 1
    runtime.tick(NOW + int(RANKING.captured_days * DAY) + 2 * DAY)
    runtime.store.flush()
    assert not list(runtime.store.decisions.captured())
    runtime.close()


def test_only_the_latest_pages_are_kept_in_memory() -> None:
    captures = Captures(2)
    x = np.arange(2 * len(FEATURES), dtype=np.float32).reshape(2, -1)
    for page in ("a", "b", "c"):
        captures.keep(page, Described(x, {(0, 0): 0, (1, 3): 1}))
    assert captures.of("a", (0, 0)) is None
    body = captures.of("c", (1, 3))
    assert body is not None and np.array_equal(np.frombuffer(body, np.float32), x[1])
    assert captures.of("c", (5, 5)) is None
    Captures(0).keep("a", Described(x, {(0, 0): 0}))
    captures.forget()
    assert captures.of("c", (1, 3)) is None


def place(page: str, column: int, **happening: object) -> tuple[Captured, Evidence]:
    body = np.full(len(FEATURES), column, np.float32).tobytes()
    known = {"page_id": page, "row": 0, "column": column, "user": 1, "item": str(column)}
    evidence = Evidence(**known, row_kind="top_picks", served=NOW, seen=True, **happening)  # type: ignore[arg-type]
    return Captured(page, 0, column, 1, NOW, FEATURES_ID, body), evidence


def test_a_page_teaches_by_what_was_taken_beside_what_was_passed_by() -> None:
    captured = [
        place(
            "a", 0, watched_s=4000.0, duration_s=6000.0, first_play=1, last_play=1, completed=True
        ),
        place("a", 1),
        place("a", 2, stars=1.0),
        place("a", 3, hidden=True, stars=5.0),
        place("b", 0),  # nothing was taken of this page
        place("c", 0, stars=5.0),  # and of this nothing was passed by
    ]
    other, evidence = place("a", 4, stars=5.0)
    captured.insert(4, (replace(other, features="of another version"), evidence))
    examples = seen_examples(captured, NOW + 1, NOW, OutcomesConfig())
    assert examples.groups.tolist() == [4]
    assert examples.taken.tolist() == [1, 0, 1, 0]
    assert examples.x[:, 0].tolist() == [0, 1, 2, 3]
    finished, liked, fine = examples.answers.T.tolist()
    assert finished == [1, -1, -1, -1]
    assert liked == [-1, -1, 0, -1]
    assert fine == [-1, -1, 0, -1]


def test_the_ranker_learns_from_what_is_passed_by() -> None:
    """History says nothing of it, pages do: what is rising is seen and never taken."""
    rng = np.random.default_rng(2)
    strong, rising = FEATURES.index("session_knn"), FEATURES.index("slope")

    def moments(count: int, *, pages: bool) -> Gathering:
        gathering = Gathering(RANKING, 0)
        for _ in range(count):
            x = rng.random((16, len(FEATURES))).astype(np.float32)
            x[:, rising] = rng.integers(0, 2, 16) if pages else 0
            liking = x[:, strong] - (10 * x[:, rising] if pages else 0)
            taken = int(np.argmax(liking))
            gathering.add(x, [Taken() if row == taken else None for row in range(16)])
        return gathering

    history, pages = moments(800, pages=False).examples(), moments(400, pages=True).examples()
    alone = train_ranker(together([history]), RANKING, "t").ranker
    history = moments(800, pages=False).examples()
    both = train_ranker(together([history, pages]), RANKING, "t").ranker
    assert alone is not None and both is not None
    x = np.full((2, len(FEATURES)), 0.5, np.float32)
    x[:, rising] = [0, 1]
    indifferent, learnt = alone.score(x, RANKING).scores, both.score(x, RANKING).scores
    assert indifferent[0] == pytest.approx(indifferent[1])
    assert learnt[0] > learnt[1] + 0.1


def test_catalogues_without_pages_learn_from_history_alone() -> None:
    assert not len(seen_examples([], NOW, NOW, OutcomesConfig()).groups)
    assert Catalog().vectors().shape == (0, 0)


def test_pages_teach_where_people_look(runtime: Runtime, tmp_path: Path) -> None:
    """From served pages to the next ones: swaps are logged, training reads them, serving has it."""
    runtime.close()
    page_config = PageConfig(swaps=1.0, explore=0.0, columns=8, hold_out=0.0)
    made = Runtime(tmp_path, Settings(ranking=RANKING, page=page_config))
    number = 3_000_000
    for person in range(60):
        page = made.page(Request(f"p{person}", NOW, "tv"))
        for row in page.rows:
            for column in (0, 1) if person % 4 == 0 else (0,):  # they hardly look to the right
                item = row.items[column]
                number += 1
                done = Event("complete", NOW, item.item_id, None, "tv", 0, item.recommendation_id)
                happened(made, f"p{person}", number, done)
    made.store.flush()
    manifest = train(
        made.store.log,
        made.catalog,
        tmp_path / MODELS,
        SETTINGS.home(),
        NOW + 1,
        spread=in_turn,
        page=lambda: learnt_of_pages(
            made.store.decisions.all_evidence, NOW + DAY, OutcomesConfig()
        ),
    )
    tv = manifest.page.attention["tv"]
    assert tv.taken > 50
    assert tv.columns[1] < np.log(assumed("tv", 1, 2)[0, 1]) - 0.3
    low, high = tv.interval(0, 1)
    assert low < np.exp(tv.columns[1]) < high
    assert manifest.page.kinds["top_picks"] == pytest.approx(1, abs=0.3)
    assert "phone" not in manifest.page.attention
    if manifest.served:
        assert models.page_learnt(tmp_path / MODELS) == manifest.page
    made.close()


def test_a_good_place_teaches_nothing_about_what_stands_there() -> None:
    """All titles are alike, but a rule of before put some first, where people look most."""
    rng = np.random.default_rng(5)
    looked, favoured = 0.7 ** np.arange(6), FEATURES.index("affinity")
    captured, swapped = [], []
    for number in range(4000):
        first = rng.random() < 0.9  # mostly the favoured stands first, sometimes last
        at = 0 if first else 5
        taken = next((c for c in range(6) if rng.random() < 0.3 * looked[c]), None)
        for column in range(6):
            one, evidence = place(f"p{number:05}", column, stars=5.0 if column == taken else None)
            x = rng.random(len(FEATURES)).astype(np.float32)
            x[favoured] = column == at
            captured.append((replace(one, body=x.tobytes()), replace(evidence, device="tv")))
    for column in range(5):  # what swaps of neighbours told, many times over
        swapped += [("tv", f"i{column}", 0, column)] * int(30_000 * looked[column])
        swapped += [("tv", f"i{column}", 0, column + 1)] * int(30_000 * looked[column + 1])
    sights = count((one.device, one.page_id, one.row, one.column) for _, one in captured)
    learnt = Learnt(learn(swapped), sights=sights)
    assert [learnt.looked_at("tv", 0, column) for column in range(4)] == pytest.approx(
        looked[:4].tolist(), rel=0.03
    )
    assert learnt.looked_at("phone", 0, 3) == 1.0, "no swap has told of phones"

    def preference(known: Learnt) -> float:
        examples = seen_examples(captured, NOW + 1, NOW, OutcomesConfig(), known)
        ranker = train_ranker(examples, RANKING, "t").ranker
        assert ranker is not None
        x = np.full((2, len(FEATURES)), 0.5, np.float32)
        x[:, favoured] = [0, 1]
        plain, first = ranker.score(x, RANKING).scores.tolist()
        return float(first - plain)

    fooled, fair = preference(UNLEARNT), preference(learnt)
    assert fooled > 0.1 and abs(fair) < 0.35 * fooled
