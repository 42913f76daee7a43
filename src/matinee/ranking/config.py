"""Settings of ranking."""

from __future__ import annotations

from msgspec import Struct


class RankingConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """Weights of the hand-weighted score, and how the trained ranker is used and trained."""

    session_knn: float = 2.0
    """What people took next at moments like this one."""
    transitions: float = 1.0
    """What people took next after the person's latest items."""
    item_item: float = 1.0
    """What goes with the person's items."""
    content: float = 0.3
    """Being proposed for its categories and people."""
    popular: float = 0.4
    """Popularity on this device at this part of the day."""
    trending: float = 0.15
    """Being taken more than usual now."""
    new: float = 0.15
    """Being new."""
    continue_watching: float = 0.0
    """Being half watched: has its own row."""
    again: float = 2.0
    """Being taken time and again: counts where repeats may be listed."""
    affinity: float = 0.5
    """Leaning to its categories, people, tags, era and length."""
    passed_by: float = -0.4
    """Having been seen and not taken."""
    opinion: float = 0.2
    """What the person said of it before."""
    saved: float = 0.3
    """Being on My List."""
    asked: float = 1.5
    """Having what the person asked for more of, or (negative) less of."""
    rerank: int = 400
    """How many of the best by hand weights the trained ranker puts in order."""
    will_take: float = 1.0
    """Weight of the chance that the person takes it."""
    will_finish: float = 0.1
    """Weight of the chance that they finish what they take (log odds)."""
    will_like: float = 0.1
    """Weight of the chance that they like what they take (log odds)."""
    will_not_regret: float = 0.1
    """Weight of the chance that they do not regret what they take (log odds)."""
    trees: int = 120
    """Trees of the ranker: each costs time at serving. 0: hand weights only."""
    leaves: int = 31
    """Leaves of each tree."""
    learning_rate: float = 0.1
    """How much each tree adds."""
    negatives: int = 30
    """Candidates that were not taken kept beside each that was, in training."""
    moments_a_person: int = 10
    """The latest moments of each person that the ranker learns from."""
    without: tuple[str, ...] = ()
    """Groups of features that are left out, for measuring what each is worth."""
