"""What an experiment's rankers would have earned, before anybody is given them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from . import models
from .catalog import Catalog
from .errors import BadInput
from .experiments import MODEL, Experiment
from .outcomes.reranked import Reranked, Score, reranked
from .ranking import Ranker, hand_score
from .ranking.config import RankingConfig
from .runtime import MODELS
from .server.run import now_ms
from .settings import Settings
from .storage.embedded import StoreReader
from .variants import changed


def estimate(data: Path, experiment: Experiment, settings: Settings) -> dict[str, Reranked]:
    """For each variant but the control what its ranker would have earned next to the control's, by
    what was seen and taken. Raises BadInput where it changes what is no ranker's."""
    for name in experiment.changed():
        if name != MODEL and not name.startswith("ranking."):
            raise BadInput(
                f"{name} is no setting of the ranker: what it would have changed was never seen. "
                "Only rankers can be told from the log."
            )
    control, *others = experiment.variants
    now = now_ms()
    with closing(StoreReader(data)) as reader:
        catalog = Catalog(reader.items(), settings.catalog)
        learnt = models.page_learnt(data / MODELS)
        before = _score(data, catalog, control.changes, settings)
        return {
            variant.name: reranked(
                reader.captured(),
                (before, _score(data, catalog, variant.changes, settings)),
                learnt,
                now,
                settings.outcomes,
            )
            for variant in others
        }


def _score(data: Path, catalog: Catalog, changes: Mapping[str, Any], settings: Settings) -> Score:
    """How a variant scores vectors."""
    own = {name: value for name, value in changes.items() if name != MODEL}
    config = changed(settings.home(), own)
    ranker = models.load(data / MODELS, catalog, config, changes.get(MODEL)).ranker
    return _by(ranker, config.ranking)


def _by(ranker: Ranker | None, config: RankingConfig) -> Score:
    if ranker is None:
        return lambda x: hand_score(x, config).scores
    return lambda x: ranker.score(x, config).scores
