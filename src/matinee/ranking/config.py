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
    factors: float = 0.5
    """Lying where the person's latest items point to."""
    content: float = 0.3
    """Being proposed for its categories and people."""
    popular: float = 0.4
    """Popularity on this device at this part of the day."""
    trending: float = 0.15
    """Being taken more than usual now."""
    new: float = 0.15
    """Being new."""
    cold: float = 0.0
    """Being taken by hardly anyone, and near to the person's taste."""
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
    searched: float = 1.5
    """Having the words of what the person searched for; half of it is left after a week."""
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
    trees: int = 200
    """Trees of the ranker: each costs time at serving. 0: hand weights only."""
    leaves: int = 63
    """Most leaves of each tree; fewer where there is little to learn from: one for each 700 moments
    (chosen on validation splits of ML-100K, Beauty and ML-1M)."""
    learning_rate: float = 0.1
    """How much each tree adds."""
    quick_trees: int = 20
    """The first of the trees, which pick the finalists among what is re-ranked."""
    finalists: int = 120
    """How many of these all trees, and the other objectives, put in order."""
    negatives: int = 15
    """Candidates that were not taken kept beside each that was, in training."""
    moments_a_person: int = 20
    """The latest moments of each person that the ranker learns from."""
    captured_pages: int = 500
    """Pages, the latest, whose vectors are kept in memory (up to 60 KB each) until what was seen of
    them is known; 0 keeps none, and nothing is learnt from what was seen and passed by."""
    captured_days: float = 60.0
    """Vectors of what was seen are stored this long, for training."""
    without: tuple[str, ...] = ()
    """Groups of features that are left out, for measuring what each is worth."""
