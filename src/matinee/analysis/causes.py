"""What caused each start and each order; what was seen; what was watched of each start.

The rules (version 1), for each start of an item by a person and each thing ordered:

1. The event carries `context.recommendation` of a page that was served to this person: that row. It
   names a recommendation of another system: that ("foreign").
2. Else the latest of these, if any was in time: a message that was clicked (`message_minutes`), a
   search (`search_minutes`), a sight of the item in a row of ours (`seen_hours`).
3. Else the person alone.

A start is a play that comes more than `start_gap_hours` after the last of the same item. What is
watched belongs to the latest start of the item, within the time to resume (`resume_days`). A sight
is a title seen on a page, once a day however often it came into view; a start that a row caused is
its take. Order of arrival does not matter, only the times of events; histories that were merged are
one. Who makes more events in a day than a person can (`bot_events`), or more than a quarter of all,
is a bot and kept out.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from ..outcomes import OutcomesConfig
from ..profiles.viewing import TICK_S
from ..storage.base import AnalysisReader
from .database import opened, run
from .facts import DAY_MS, Facts, Kind, drop
from .segments import Segments

if TYPE_CHECKING:
    import duckdb

Found = TypeVar("Found")
_SHARE_OF_BOT, _FEWEST_OF_BOT, _FEWEST_PEOPLE = 0.25, 1_000, 10
"""Who alone makes more than this share of all events is no person, where there are some people and
so many events."""
_SIGHTS = {
    "id": "UBIGINT",
    "user": "BIGINT",
    "item": "VARCHAR",
    "row_kind": "VARCHAR",
    "artwork": "VARCHAR",
    "device": "VARCHAR",
    "time": "BIGINT",
    "offset_min": "INTEGER",
    "row": "INTEGER",
    "column": "INTEGER",
}
_STARTS = {
    "seq": "BIGINT",
    "user": "BIGINT",
    "item": "VARCHAR",
    "kind": "VARCHAR",
    "device": "VARCHAR",
    "day": "VARCHAR",
    "time": "BIGINT",
    "cause": "VARCHAR",
    "row_kind": "VARCHAR",
    "sight": "UBIGINT",
    "revenue": "DOUBLE",
    "on_day": "BIGINT",
}
_HOURS = {"seq": "BIGINT", "seconds": "DOUBLE"}
PLAYBACK = "('play', 'progress', 'pause', 'resume', 'stop', 'complete')"
_TICKS = f"""
SELECT "user", item, time, least(time - before, {int(TICK_S * 1000)}) / 1000 AS seconds FROM (
    SELECT "user", item, time, kind,
        lag(time) OVER (PARTITION BY "user", item ORDER BY time, seq) AS before,
        lag(kind) OVER (PARTITION BY "user", item ORDER BY time, seq) AS was
    FROM {{playback}}
) WHERE kind <> 'play' AND was IN ('play', 'resume', 'progress')
"""
_CONTACT = "('impression', 'dwell', 'preview', 'click', 'view')"
_PEOPLE = f"""
CREATE TYPE title AS ENUM (
    SELECT DISTINCT item FROM raw_events WHERE item IS NOT NULL UNION SELECT '' ORDER BY 1
);
CREATE TYPE device AS ENUM (SELECT DISTINCT device FROM raw_events UNION SELECT '' ORDER BY 1);
CREATE TYPE row_kind AS ENUM (
    SELECT DISTINCT row_kind FROM raw_places UNION SELECT '' ORDER BY 1
);
CREATE TEMP TABLE people AS
SELECT "user", sum(n)::BIGINT AS n, min(first) AS first,
    max(n) > $bot_events OR (sum(n) > {_FEWEST_OF_BOT}
        AND sum(n) > {_SHARE_OF_BOT} * (SELECT sum(n) FROM activity)
        AND (SELECT count(DISTINCT "user") FROM activity) >= {_FEWEST_PEOPLE}) AS is_bot
FROM (
    SELECT coalesce(w.canonical, a.user) AS "user", day, sum(n) AS n, min(first) AS first
    FROM activity a LEFT JOIN who w ON a.user = w.user GROUP BY ALL
) GROUP BY "user";
CREATE TEMP TABLE bots AS SELECT "user", n FROM people WHERE is_bot;
CREATE TEMP VIEW events AS
SELECT e.* REPLACE (coalesce(w.canonical, e.user) AS "user", hash(e.page) AS page,
    e.item::title AS item, e.device::device AS device)
FROM raw_events e LEFT JOIN who w ON e.user = w.user
WHERE coalesce(w.canonical, e.user) NOT IN (SELECT "user" FROM bots)
    AND (e.kind IN ('purchase', 'search', 'message_clicked', 'rate') OR e.kind IN {PLAYBACK}
        OR e.kind IN {_CONTACT});
CREATE TEMP VIEW places AS
SELECT hash(page) AS page, "row", first, first + items AS past, row_kind::row_kind AS row_kind,
    coalesce(w.canonical, p.user) AS "user", teams, artworks
FROM raw_places p LEFT JOIN who w ON p.user = w.user;
CREATE TEMP VIEW playback AS
SELECT "user", item, time, kind, seq FROM events WHERE kind IN {PLAYBACK} AND item IS NOT NULL;
CREATE TEMP VIEW watched AS {_TICKS.format(playback="playback")}
"""
_NEAR = f"""
CREATE TEMP VIEW near AS
SELECT e.* REPLACE (coalesce(w.canonical, e.user) AS "user", e.item::title AS item,
    e.device::device AS device, hash(e.page) AS page), e.time // {DAY_MS} AS on_day
FROM raw_events e LEFT JOIN who w ON e.user = w.user
WHERE e.time // {DAY_MS} IN (SELECT day FROM needed)
"""
# Of ENUM values hashes are those of their codes, which move once there are new titles.
_NEW_STARTS = f"""
CREATE OR REPLACE TEMP TABLE new_contacts AS
SELECT e.user, e.item, e.time, e.device, e.offset_min, e.row, e.column, e.on_day, p.row_kind,
    nullif(p.artworks[e.column - p.first + 1], '') AS artwork,
    hash(e.page, e.row, e.column, e.user, e.item::VARCHAR, e.on_day) AS id
FROM near e JOIN places p ON e.page = p.page AND e.row = p.row
    AND e.column >= p.first AND e.column < p.past
WHERE e.time >= $since AND e.time < $until AND e.kind IN {_CONTACT} AND e.item IS NOT NULL
    AND p.user IN (0, e.user);
CREATE OR REPLACE TEMP TABLE new_acts AS
SELECT * FROM near WHERE time >= $since AND time < $until
    AND kind IN ('play', 'purchase', 'search', 'message_clicked');
CREATE OR REPLACE TEMP VIEW new_sights AS
SELECT id, "user", item, row_kind, artwork, any_value(device) AS device, min(time) AS time,
    any_value(offset_min) AS offset_min, "row", "column", on_day
FROM new_contacts GROUP BY ALL;
CREATE OR REPLACE TEMP TABLE new_begun AS
SELECT * FROM (
    SELECT *, lag(time) OVER (PARTITION BY "user", item ORDER BY time, seq) AS before
    FROM new_acts WHERE kind = 'play' AND item IS NOT NULL
) WHERE before IS NULL OR time - before > $gap
UNION ALL
SELECT *, NULL FROM new_acts WHERE kind = 'purchase' AND item IS NOT NULL;
CREATE OR REPLACE TEMP TABLE new_starts AS
WITH told AS (
    SELECT b.*, p.row_kind AS named, s.time AS seen_at, s.row_kind AS seen_in, s.id AS sight,
        q.time AS searched_at, m.time AS clicked_at
    FROM new_begun b
    LEFT JOIN places p ON b.page = p.page AND b.row = p.row AND p.user IN (0, b.user)
        AND b.column >= p.first AND b.column < p.past
    ASOF LEFT JOIN (SELECT * FROM new_contacts SEMI JOIN new_begun USING ("user", item)) s
        ON b.user = s.user AND b.item = s.item AND b.time >= s.time
    ASOF LEFT JOIN (SELECT "user", time FROM new_acts WHERE kind = 'search') q
        ON b.user = q.user AND b.time >= q.time
    ASOF LEFT JOIN (SELECT "user", time FROM new_acts WHERE kind = 'message_clicked') m
        ON b.user = m.user AND b.time >= m.time
), timely AS (
    SELECT *,
        CASE WHEN time - seen_at <= $seen THEN seen_at END AS seen_then,
        CASE WHEN time - searched_at <= $search THEN searched_at END AS searched_then,
        CASE WHEN time - clicked_at <= $message THEN clicked_at END AS clicked_then
    FROM told
), weighed AS (
    SELECT *, greatest(seen_then, searched_then, clicked_then) AS latest FROM timely
), judged AS (
    SELECT *, CASE WHEN named IS NOT NULL THEN 'row'
        WHEN is_foreign THEN 'foreign'
        WHEN latest IS NULL THEN 'alone'
        WHEN latest = clicked_then THEN 'message'
        WHEN latest = searched_then THEN 'search'
        ELSE 'row' END AS cause
    FROM weighed
)
SELECT seq, "user", item, kind, device,
    strftime(make_timestamp((time + offset_min * 60000) * 1000), '%Y-%m-%d') AS day, time, cause,
    CASE WHEN cause = 'row' THEN coalesce(named, seen_in) END AS row_kind,
    CASE WHEN cause = 'row' AND seen_then IS NOT NULL THEN sight END AS sight,
    CASE WHEN kind = 'purchase' THEN coalesce(value, 1) * coalesce(price, 0) ELSE 0 END AS revenue,
    on_day
FROM judged
"""
_NEW_HOURS = f"""
CREATE OR REPLACE TEMP TABLE new_hours AS
WITH new_playback AS (
    SELECT "user", item, time, kind, seq FROM near
    WHERE time >= $since AND time < $until AND kind IN {PLAYBACK} AND item IS NOT NULL
), ticks AS ({_TICKS.format(playback="new_playback")})
SELECT b.seq, b.on_day, sum(t.seconds) AS seconds
FROM ticks t ASOF JOIN (SELECT * FROM kept_starts WHERE kind = 'play') b
    ON t.user = b.user AND t.item = b.item AND t.time > b.time
WHERE t.time - b.time <= $resume GROUP BY b.seq, b.on_day
"""
_CAUSED = """
DROP TABLE IF EXISTS new_contacts;
DROP TABLE IF EXISTS new_acts;
DROP TABLE IF EXISTS new_begun;
DROP TABLE IF EXISTS new_hours;
DROP TABLE IF EXISTS new_starts CASCADE;
CREATE TEMP VIEW sights AS
SELECT * REPLACE (item::title AS item, row_kind::row_kind AS row_kind, device::device AS device)
FROM kept_sights WHERE "user" NOT IN (SELECT "user" FROM bots);
CREATE TEMP TABLE caused AS
SELECT s.* EXCLUDE (on_day) REPLACE (s.item::title AS item, s.row_kind::row_kind AS row_kind,
    s.device::device AS device), coalesce(h.seconds, 0) AS seconds
FROM kept_starts s LEFT JOIN kept_hours h USING (seq)
WHERE s.user NOT IN (SELECT "user" FROM bots)
"""
_PAGES = """
CREATE TEMP TABLE pages AS
SELECT p.* REPLACE (hash(p.page) AS page,
    CASE WHEN p.user <> 0 THEN coalesce(w.canonical, p.user) ELSE f.user END AS "user")
FROM raw_pages p LEFT JOIN who w ON p.user = w.user LEFT JOIN (
    SELECT page, min("user") AS "user" FROM events WHERE page IS NOT NULL GROUP BY page
) f ON p.user = 0 AND hash(p.page) = f.page
WHERE (p.assignments <> '' OR p.hold_out > 0);
DELETE FROM pages WHERE "user" IS NULL OR "user" IN (SELECT "user" FROM bots)
"""


def ask(
    data: Path,
    reader: AnalysisReader,
    config: OutcomesConfig,
    question: Callable[[duckdb.DuckDBPyConnection], Found],
) -> Found:
    """What a question finds in a database of a data folder, which is brought up to date, with

    - `caused`: a row for each start and each order with its `cause` ("row", "message", "foreign",
      "search", "alone"), `row_kind`, the `sight` that it took, `seconds` watched and `revenue`;
    - `sights`: a row for each with its place, and its picture where one of several was chosen;
    - `events`, what people did; `places`, `watched`, `people` and `bots`.
    """
    import duckdb  # noqa: PLC0415  (heavy)

    for tries_left in (2, 1, 0):
        segments = Segments(data)
        with closing(opened(segments, reader)) as database:
            try:
                _prepare(database, segments, config)
                return question(database)
            # Somebody was forgotten meanwhile, or a file was replaced: there are others.
            except (duckdb.IOException, FileNotFoundError):
                if not tries_left:
                    raise
            except duckdb.InvalidInputException:  # a power cut left half a file
                if not tries_left:
                    raise
                drop(segments.folder)
    raise AssertionError


def tell_pages(database: duckdb.DuckDBPyConnection) -> None:
    """Add a table `pages`, those that hold something out or take part in an experiment, with whom
    they were for: a page for nobody is that of who first looked at it."""
    run(database, _PAGES, {})


class KeptOut(Struct, frozen=True):
    """How many bots were kept out of what is told, and how many events were theirs."""

    people: int
    events: int


def kept_out(database: duckdb.DuckDBPyConnection) -> KeptOut:
    """What `ask` left out."""
    return KeptOut(
        *database.execute("SELECT count(*), coalesce(sum(n), 0) FROM bots").fetchall()[0]
    )


def _prepare(
    database: duckdb.DuckDBPyConnection, segments: Segments, config: OutcomesConfig
) -> None:
    values = _values(config)
    facts = Facts(database, segments.folder, values)
    run(database, _PEOPLE, {"bot_events": config.bot_events})
    run(database, _NEAR, {})

    def compute(script: str) -> Callable[[int, int], None]:
        return lambda since, until: run(
            database, script, {"since": since, "until": until, **values}
        )

    back = ceil(max(values[name] for name in ("gap", "seen", "search", "message")) / DAY_MS)
    starts = Kind("starts", _STARTS, "began", back, 0)
    facts.bring([Kind("sights", _SIGHTS, "saw", 0, 0), starts], compute(_NEW_STARTS))
    resumed = ceil(values["resume"] / DAY_MS)
    facts.bring([Kind("hours", _HOURS, "began", back, resumed)], compute(_NEW_HOURS))
    run(database, _CAUSED, {})


def _values(config: OutcomesConfig) -> dict[str, int]:
    return {
        "gap": int(config.start_gap_hours * 3_600_000),
        "seen": int(config.seen_hours * 3_600_000),
        "search": int(config.search_minutes * 60_000),
        "message": int(config.message_minutes * 60_000),
        "resume": int(config.resume_days * DAY_MS),
    }
