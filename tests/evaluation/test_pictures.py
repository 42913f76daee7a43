"""The simulated people before pictures, the peers, and the estimators on a log of the real form."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matinee.evaluation import open_bandit, pictures
from matinee.simulation.assumptions import FROZEN


@pytest.fixture(scope="module")
def world() -> pictures.World:
    return pictures.world(60, 12, seed=5)


def test_rewards_count_who_stays_and_who_is_lost(world: pictures.World) -> None:
    click = 1 / (1 + np.exp(-FROZEN.sharpness * (world.appeal[3, 4] - FROZEN.pick)))
    kept = world.keeps[3, 4]
    assert world.rewards(3, 4) == pytest.approx(click * (kept - 0.5 * (1 - kept)))


def test_a_liked_star_appeals_more(world: pictures.World) -> None:
    facets = world.catalog.facets()
    liked, others = [], []
    for film, item in enumerate(world.items):
        for place, person in enumerate(item.people):
            column = next(n for n, one in enumerate(facets) if one.value == person.name)
            fans = world.affinity[:, column] > 0.2
            liked += world.appeal[fans, film, place].tolist()
            others += world.appeal[~fans, film, place].tolist()
    assert np.mean(liked) > np.mean(others) + 0.5


@pytest.mark.parametrize("name", ["matinee", "best single"])
def test_learning_loses_less_than_chance(world: pictures.World, name: str) -> None:
    makers = pictures.policies()
    told = {
        one: pictures.regret(world, makers[one](world, 2), 3_000, 2, [3_000])["regret@3000"]
        for one in (name, "even chances")
    }
    assert told[name] < 0.95 * told["even chances"]


def test_every_peer_runs(world: pictures.World) -> None:
    for name, make in pictures.policies().items():
        told = pictures.regret(world, make(world, 1), 40, 1, [40])
        assert 0 <= told["regret@40"] < 1, name
    assert any("vowpalwabbit" in name for name in pictures.policies())


def test_the_open_bandit_log_is_read_in_time_and_estimated(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    header = ",timestamp,item_id,position,click,propensity_score,user_feature_0\n"
    rows = [
        f"{n},2019-11-24 {n // 60:02d}:{n % 60:02d}:00,{action},1,"
        f"{int(rng.random() < (0.3 if action == 2 else 0.05))},0.25,x"
        for n, action in enumerate(rng.integers(0, 4, 1400))
    ]
    for campaign in open_bandit.CAMPAIGNS:
        (tmp_path / f"{campaign}.csv").write_text(header + "\n".join(reversed(rows)))
    told = {row["name"]: row for row in open_bandit.measure(tmp_path)}
    best = told["open bandit men, most clicked, IPS"]
    assert best["value"] > 2 * best["logged"] and best["interval"][0] < 0.3 < best["interval"][1]
    assert "warning" in best
    even = told["open bandit men, even, SNIPS"]
    assert even["value"] == pytest.approx(even["logged"], abs=1e-4) and "warning" not in even
    assert told["open bandit men, softly, replay"]["not computable"]
