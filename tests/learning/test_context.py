"""A TV on Friday evening is not a phone on Monday morning: the page knows."""

from __future__ import annotations

import numpy as np
import pytest

from matinee.home import Request
from matinee.jobs import train
from matinee.learning import in_turn
from matinee.ranking import RankingConfig
from matinee.records import Event, Identity, Item, Message, Page
from matinee.runtime import MODELS, Runtime
from matinee.settings import Settings
from tests.making import DAY, NOW

SETTINGS = Settings(ranking=RankingConfig(trees=30))
HOUR = DAY // 24
PEOPLE, DAYS, ITEMS = 150, 24, 120
MIDNIGHT = NOW // DAY * DAY - DAYS * DAY


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Runtime:
    """Everyone takes news on a phone at eight in the morning, and crime films on TV at nine in the
    evening, but for a few who do it the other way round."""
    folder = tmp_path_factory.mktemp("context")
    made = Runtime(folder, SETTINGS)
    categories = ("News", "Crime")
    made.put_items(
        [Item(str(n), f"Item {n}", categories=(categories[n % 2],)) for n in range(ITEMS)], 0
    )
    rng = np.random.default_rng(3)
    for user in range(PEOPLE):
        contrary, messages = user % 10 == 0, []
        for day in range(DAYS):
            evening = bool(rng.random() < 0.5)
            device, hour = ("tv", 21) if evening else ("phone", 8)
            item = 2 * int(ITEMS // 2 * rng.random() ** 2) + (evening != contrary)
            at = MIDNIGHT + day * DAY + hour * HOUR
            event = Event("rate", at, str(item), 5.0, device)
            messages.append(
                Message(f"{user}-{day}", Identity(f"p{user}", True), at, at, b"{}", (event,))
            )
        made.append(messages)
    train(made.store.log, made.catalog, folder / MODELS, SETTINGS.home(), NOW, spread=in_turn)
    made.reload_model()
    return made


def at(runtime: Runtime, user: str, device: str, weekday: int, hour: int) -> Page:
    day = next(d for d in range(7) if (NOW // DAY + d + 3) % 7 == weekday)
    return runtime.page(Request(user, (NOW // DAY + day) * DAY + hour * HOUR, device))


def crime(page: Page, rows: int = 2, columns: int = 6) -> float:
    """The share of crime in what is seen first."""
    seen = [int(item.item_id) % 2 for row in page.rows[:rows] for item in row.items[:columns]]
    return sum(seen) / len(seen)


def test_people_get_the_page_of_the_moment(runtime: Runtime) -> None:
    assert runtime.home.recommender.ranker is not None
    people = [f"p{number}" for number in range(1, 10)]
    evening = [crime(at(runtime, user, "tv", 4, 21)) for user in people]
    morning = [crime(at(runtime, user, "phone", 0, 8)) for user in people]
    assert np.mean(evening) > 0.75 and np.mean(morning) < 0.25


def test_a_newcomer_gets_what_others_take_at_such_moments(runtime: Runtime) -> None:
    evening, morning = at(runtime, "nobody", "tv", 4, 21), at(runtime, "nobody", "phone", 0, 8)
    assert crime(evening, 1, 4) >= 0.75 and crime(morning, 1, 4) <= 0.25


def test_who_is_otherwise_gets_their_own(runtime: Runtime) -> None:
    for user in ("p10", "p20", "p30"):
        evening, morning = at(runtime, user, "tv", 4, 21), at(runtime, user, "phone", 0, 8)
        assert crime(evening) < 0.35 and crime(morning) > 0.65, user
