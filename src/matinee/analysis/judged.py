"""What became of each start: taken, qualified, finished, abandoned, liked, disliked, regretted.

By the thresholds of the settings, as `outcomes.satisfaction` has them, with the length of an item
as its events tell it. What is not known yet, whether a start was abandoned before the time to
resume is over, is NULL. The last event of the log is taken for now, so that a past day can be
judged again at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..outcomes import OutcomesConfig
from ..records import Item
from .causes import PLAYBACK
from .database import run, tell

if TYPE_CHECKING:
    import duckdb

_EPISODES = 2
_JUDGED = f"""
CREATE TEMP TABLE lengths AS
SELECT item, median(duration) AS length FROM events
WHERE duration > 0 AND kind IN {PLAYBACK} GROUP BY item;
CREATE TEMP TABLE soon AS
SELECT c.seq, sum(w.seconds) AS seconds FROM caused c JOIN watched w
    ON c.user = w.user AND c.item = w.item AND w.time BETWEEN c.time AND c.time + $resume
GROUP BY c.seq;
CREATE TEMP TABLE said AS
SELECT c.seq, arg_max(e.value, e.time) AS stars
FROM (SELECT * FROM events WHERE kind = 'rate') e ASOF JOIN caused c
    ON e.user = c.user AND e.item = c.item AND e.time >= c.time
GROUP BY c.seq;
CREATE TEMP TABLE ended AS
SELECT DISTINCT c.seq
FROM (SELECT * FROM events WHERE kind = 'complete') e
ASOF JOIN (SELECT * FROM caused WHERE kind = 'play') c
    ON e.user = c.user AND e.item = c.item AND e.time >= c.time;
CREATE TEMP TABLE weighed AS
SELECT c.*, d.seq IS NOT NULL OR coalesce(c.seconds >= $finished * l.length, false) AS finished,
    coalesce(c.seconds >= $qualified * l.length, false) AS qualified,
    c.kind = 'purchase' OR c.seconds >= least($take, coalesce($take_share * l.length, $take))
        AS watched_enough,
    coalesce(n.seconds, 0) < least($abandon, coalesce($abandon_share * l.length, $abandon))
        AS broken_off,
    coalesce(s.stars >= $liked, false) AS liked,
    coalesce(s.stars <= $disliked, false) AS disliked
FROM caused c LEFT JOIN lengths l USING (item) LEFT JOIN soon n USING (seq)
    LEFT JOIN said s USING (seq) LEFT JOIN ended d USING (seq);
CREATE TEMP TABLE episodes AS
SELECT a.seq, count(DISTINCT b.item) AS n
FROM weighed a JOIN parents p ON a.item = p.item JOIN parents q ON p.parent = q.parent
    JOIN weighed b ON b.user = a.user AND b.item = q.item
        AND b.time BETWEEN a.time AND a.time + $resume AND (b.watched_enough OR b.finished)
GROUP BY a.seq;
CREATE TEMP TABLE judged AS
SELECT *, disliked OR (take AND coalesce(abandoned, false)) AS regret FROM (
    SELECT * EXCLUDE (watched_enough, broken_off, qualified, n),
        finished OR watched_enough AS take,
        qualified OR finished OR coalesce(n, 0) >= {_EPISODES} AS qualified,
        CASE WHEN finished OR kind = 'purchase' OR NOT broken_off THEN false
            WHEN time + $resume < (SELECT max(time) FROM events) THEN true END AS abandoned
    FROM weighed LEFT JOIN episodes USING (seq)
);
CREATE TEMP TABLE missed AS
SELECT c.seq, c.user, c.item, c.day FROM caused c
WHERE c.cause = 'search' AND EXISTS (
    SELECT 1 FROM sights s WHERE s.user = c.user AND s.item = c.item
        AND s.time BETWEEN c.time - $missed AND c.time
);
"""


def judge_all(
    database: duckdb.DuckDBPyConnection, config: OutcomesConfig, items: Sequence[Item] = ()
) -> None:
    """Add to what `causes.caused` made a table `judged`, `caused` with its outcomes, and a table
    `missed`, the starts from a search of what had been shown before. Of series among the `items`,
    a start qualifies by the first of two episodes taken within the time to resume, too."""
    told = [(item.item_id, item.parent_id) for item in items if item.parent_id is not None]
    tell(database, "parents", ("item", "parent"), told)
    values = {
        "resume": int(config.resume_days * 86_400_000),
        "finished": config.finished_share,
        "qualified": config.qualified_share,
        "take_share": config.take_share,
        "take": config.take_seconds,
        "abandon_share": config.abandon_share,
        "abandon": config.abandon_seconds,
        "liked": config.liked_stars,
        "disliked": config.disliked_stars,
        "missed": int(config.missed_days * 86_400_000),
    }
    run(database, _JUDGED, values)
