"""What is not in the catalogue: people who looked for it took something else."""

from __future__ import annotations

from pathlib import Path

from matinee.home import Request
from matinee.jobs import train
from matinee.learning import in_turn
from matinee.records import Details, Event, Identity, Item, Logged, Message
from matinee.runtime import MODELS, Runtime
from matinee.search import Wanted, learn_wanted
from matinee.settings import Settings
from tests.making import NOW

MINUTE = 60_000


def looked(user: int, text: str, item: str, after_min: int = 1, start: int = NOW) -> list[Event]:
    return [
        Event("search", start, details=Details(query=text)),
        Event("impression", start + 1, item),
        Event("play", start + after_min * MINUTE, item),
    ]


def logged(*histories: tuple[int, list[Event]]) -> list[Logged]:
    events = [(user, event) for user, history in histories for event in history]
    return [Logged(seq, user, event) for seq, (user, event) in enumerate(events, 1)]


def test_what_several_people_took_after_a_search_is_found() -> None:
    log = logged(
        *[(user, looked(user, "Game of Thrónes", "rings")) for user in (1, 2, 3, 4)],
        *[(user, looked(user, "game of  thrones", "dragons")) for user in (5, 6, 7)],
        *[(user, looked(user, "game of thrones", "late", after_min=45)) for user in (8, 9, 10)],
        *[(11, looked(11, "game of thrones", "alone", start=NOW + n)) for n in range(5)],
    )
    wanted = Wanted(learn_wanted(log))
    assert wanted.find("GAME OF THRONES") == ["rings", "dragons"]
    assert wanted.find("game of thr") == ["rings", "dragons"]
    for nothing in ("", "game of thrones 2", "zzz", "😀"):
        assert wanted.find(nothing) == []
    assert Wanted().find("game") == []


def test_the_search_answers_with_it_after_training(tmp_path: Path) -> None:
    runtime = Runtime(tmp_path, Settings())
    runtime.put_items([Item(str(n), f"Film {n}", categories=("Crime",)) for n in range(30)], 0)
    for user in range(4):
        for place, event in enumerate(looked(user, "Game of Thrones", "17")):
            message = Message(
                f"{user}-{place}", Identity(f"p{user}", True), NOW, NOW, b"{}", (event,)
            )
            runtime.append([message])
    before = runtime.looking.find(runtime.profile("x"), Request("x", NOW), "game of thrones", 8)
    assert before.matched == "none" and "You may like these" in before.note
    train(
        runtime.store.log,
        runtime.catalog,
        tmp_path / MODELS,
        Settings().home(),
        NOW,
        spread=in_turn,
    )
    runtime.reload_model()
    answer = runtime.looking.find(runtime.profile("x"), Request("x", NOW), "game of thrones", 8)
    assert answer.matched == "none" and "People who looked for it took these" in answer.note
    assert answer.items[0].item_id == "17" and len(answer.items) == 8
    assert "looked for" in answer.items[0].reason
    runtime.close()
