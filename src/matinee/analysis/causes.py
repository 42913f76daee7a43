"""What caused each start and each order, and the share of them that recommendations have.

The rules (version 1), for each start of an item by a person and each thing ordered:

1. The event carries `context.recommendation` of a page that was served to this person: that row. It
   names a recommendation of another system: that ("foreign").
2. Else the latest of these, if any was in time: a message that was clicked (`message_minutes`), a
   search (`search_minutes`), a sight of the item in a row of ours (`seen_hours`).
3. Else the person alone.

A start is a play that comes more than `start_gap_hours` after the last of the same item. What is
watched belongs to the latest start of the item. Order of arrival does not matter, only the times of
events; histories that were merged are one. Who makes more events in a day than a person can
(`bot_events`), or more than a quarter of all, is a bot and kept out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ..outcomes import OutcomesConfig
from ..profiles.viewing import TICK_S
from ..storage.base import AnalysisReader
from .segments import COLUMNS, Segments

if TYPE_CHECKING:
    import duckdb

_SHARE_OF_BOT, _FEWEST_OF_BOT, _FEWEST_PEOPLE = 0.25, 1_000, 10
"""Who alone makes more than this share of all events is no person, where there are some people and
so many events."""
_NAMED = re.compile(r"\$([a-z_]+)")
_CAUSED = f"""
CREATE TEMP TABLE bots AS
SELECT "user", sum(n)::BIGINT AS n FROM (
    SELECT coalesce(w.canonical, e.user) AS "user", e.time // 86400000 AS day, count(*) AS n
    FROM raw_events e LEFT JOIN who w ON e.user = w.user GROUP BY ALL
) GROUP BY "user"
HAVING max(n) > $bot_events OR (sum(n) > {_FEWEST_OF_BOT}
    AND sum(n) > {_SHARE_OF_BOT} * (SELECT count(*) FROM raw_events)
    AND (SELECT count(DISTINCT "user") FROM raw_events) >= {_FEWEST_PEOPLE});
CREATE TYPE title AS ENUM (
    SELECT DISTINCT item FROM raw_events WHERE item IS NOT NULL UNION SELECT '' ORDER BY 1
);
CREATE TYPE device AS ENUM (SELECT DISTINCT device FROM raw_events UNION SELECT '' ORDER BY 1);
CREATE TYPE row_kind AS ENUM (
    SELECT DISTINCT row_kind FROM raw_places UNION SELECT '' ORDER BY 1
);
CREATE TEMP TABLE events AS
SELECT e.* REPLACE (coalesce(w.canonical, e.user) AS "user", hash(e.page) AS page,
    e.item::title AS item, e.device::device AS device)
FROM raw_events e LEFT JOIN who w ON e.user = w.user
WHERE coalesce(w.canonical, e.user) NOT IN (SELECT "user" FROM bots)
    AND e.kind IN ('play', 'progress', 'pause', 'resume', 'stop', 'complete', 'purchase',
    'impression', 'dwell', 'preview', 'click', 'view', 'search', 'message_clicked', 'rate');
CREATE TEMP TABLE places AS
SELECT hash(page) AS page, "row", any_value(row_kind)::row_kind AS row_kind,
    any_value(coalesce(w.canonical, p.user)) AS "user", max(teams) AS teams
FROM raw_places p LEFT JOIN who w ON p.user = w.user GROUP BY ALL;
CREATE TEMP TABLE sights AS
SELECT e.seq, e.user, e.item, e.time, e.page, e.row, e.column, e.device, e.offset_min,
    p.row_kind, p.teams, hash(e.page, e.row, e.column, e.user, e.item) AS place
FROM events e JOIN places p USING (page, "row")
WHERE e.kind IN ('impression', 'dwell', 'preview', 'click', 'view') AND e.item IS NOT NULL
    AND p.user IN (0, e.user);
CREATE TEMP TABLE pages AS
SELECT p.* REPLACE (hash(p.page) AS page,
    CASE WHEN p.user <> 0 THEN coalesce(w.canonical, p.user) ELSE f.user END AS "user")
FROM raw_pages p LEFT JOIN who w ON p.user = w.user LEFT JOIN (
    SELECT page, min("user") AS "user" FROM events WHERE page IS NOT NULL GROUP BY page
) f ON p.user = 0 AND hash(p.page) = f.page
WHERE (p.assignments <> '' OR p.hold_out > 0);
DELETE FROM pages WHERE "user" IS NULL OR "user" IN (SELECT "user" FROM bots);
CREATE TEMP TABLE begun AS
SELECT * FROM (
    SELECT *, lag(time) OVER (PARTITION BY user, item ORDER BY time, seq) AS before
    FROM events WHERE kind = 'play' AND item IS NOT NULL
) WHERE before IS NULL OR time - before > $gap
UNION ALL
SELECT *, NULL FROM events WHERE kind = 'purchase' AND item IS NOT NULL;
CREATE TEMP TABLE watched AS
SELECT user, item, time, least(time - before, {int(TICK_S * 1000)}) / 1000 AS seconds FROM (
    SELECT user, item, time, kind,
        lag(time) OVER (PARTITION BY user, item ORDER BY time, seq) AS before,
        lag(kind) OVER (PARTITION BY user, item ORDER BY time, seq) AS was
    FROM events
    WHERE kind IN ('play', 'progress', 'pause', 'resume', 'stop', 'complete') AND item IS NOT NULL
) WHERE kind <> 'play' AND was IN ('play', 'resume', 'progress');
CREATE TEMP TABLE hours AS
SELECT b.seq, sum(w.seconds) AS seconds
FROM watched w ASOF JOIN (SELECT * FROM begun WHERE kind = 'play') b
    ON w.user = b.user AND w.item = b.item AND w.time >= b.time
GROUP BY b.seq;
CREATE TEMP TABLE caused AS
WITH told AS (
    SELECT b.*, p.row_kind AS named,
        s.time AS seen_at, s.row_kind AS seen_in, q.time AS searched_at, m.time AS clicked_at
    FROM begun b
    LEFT JOIN places p ON b.page = p.page AND b.row = p.row AND p.user IN (0, b.user)
    ASOF LEFT JOIN sights s ON b.user = s.user AND b.item = s.item AND b.time >= s.time
    ASOF LEFT JOIN (SELECT user, time FROM events WHERE kind = 'search') q
        ON b.user = q.user AND b.time >= q.time
    ASOF LEFT JOIN (SELECT user, time FROM events WHERE kind = 'message_clicked') m
        ON b.user = m.user AND b.time >= m.time
), timely AS (
    SELECT *,
        CASE WHEN time - seen_at <= $seen THEN seen_at END AS seen_then,
        CASE WHEN time - searched_at <= $search THEN searched_at END AS searched_then,
        CASE WHEN time - clicked_at <= $message THEN clicked_at END AS clicked_then
    FROM told
), judged AS (
    SELECT *, greatest(seen_then, searched_then, clicked_then) AS latest FROM timely
)
SELECT j.seq, j.user, j.item, j.kind, j.device,
    strftime(make_timestamp((j.time + j.offset_min * 60000) * 1000), '%Y-%m-%d') AS day, j.time,
    CASE WHEN named IS NOT NULL THEN 'row'
        WHEN is_foreign THEN 'foreign'
        WHEN latest IS NULL THEN 'alone'
        WHEN latest = clicked_then THEN 'message'
        WHEN latest = searched_then THEN 'search'
        ELSE 'row' END AS cause,
    CASE WHEN named IS NOT NULL THEN named
        WHEN NOT is_foreign AND latest = seen_then AND latest IS DISTINCT FROM clicked_then
            AND latest IS DISTINCT FROM searched_then THEN seen_in END AS row_kind,
    coalesce(h.seconds, 0) AS seconds,
    CASE WHEN j.kind = 'purchase' THEN coalesce(j.value, 1) * coalesce(j.price, 0) ELSE 0 END
        AS revenue
FROM judged j LEFT JOIN hours h ON j.seq = h.seq;
"""


def caused(
    segments: Segments, reader: AnalysisReader, config: OutcomesConfig
) -> duckdb.DuckDBPyConnection:
    """A database with a table `caused`: a row for each start and each order with its `cause`
    ("row", "message", "foreign", "search", "alone"), `row_kind`, `seconds` watched and `revenue`.
    """
    values: dict[str, Any] = {
        "gap": int(config.start_gap_hours * 3_600_000),
        "seen": int(config.seen_hours * 3_600_000),
        "search": int(config.search_minutes * 60_000),
        "bot_events": config.bot_events,
        "message": int(config.message_minutes * 60_000),
    }
    import duckdb  # noqa: PLC0415  (heavy)

    for last in (False, False, True):
        database = opened(segments, reader)
        try:
            run(database, _CAUSED, values)
        except duckdb.IOException:  # somebody was forgotten meanwhile: there are other segments
            database.close()
            if last:
                raise
        else:
            break
    return database


def opened(segments: Segments, reader: AnalysisReader) -> duckdb.DuckDBPyConnection:
    """A database over all segments, which are brought up to date: views raw_events, raw_places and
    raw_pages, and a table `who` of people whose histories were merged."""
    import duckdb  # noqa: PLC0415  (heavy)

    segments.grow(reader)
    database = duckdb.connect()
    database.execute("SET threads = 2")
    database.execute('CREATE TEMP TABLE who ("user" BIGINT, canonical BIGINT)')
    if merged := reader.merged():
        database.executemany("INSERT INTO who VALUES (?, ?)", merged)
    for what in COLUMNS:
        _open(database, what, segments)
    return database


def run(database: duckdb.DuckDBPyConnection, script: str, values: dict[str, Any]) -> None:
    """Execute each statement of a script with the values that it names."""
    for statement in filter(str.strip, script.split(";")):
        named = set(_NAMED.findall(statement))
        database.execute(statement, {name: values[name] for name in named})


def tell(
    database: duckdb.DuckDBPyConnection,
    table: str,
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> None:
    """Make a table of texts."""
    import numpy as np  # noqa: PLC0415

    columns = {name: np.array([row[at] for row in rows], object) for at, name in enumerate(names)}
    database.register("given", columns)
    casts = ", ".join(f'CAST("{name}" AS VARCHAR) AS "{name}"' for name in names)
    database.execute(f"CREATE TEMP TABLE {table} AS SELECT {casts} FROM given")
    database.unregister("given")


class KeptOut(Struct, frozen=True):
    """How many bots were kept out of what is told, and how many events were theirs."""

    people: int
    events: int


def kept_out(database: duckdb.DuckDBPyConnection) -> KeptOut:
    """What `caused` left out."""
    return KeptOut(
        *database.execute("SELECT count(*), coalesce(sum(n), 0) FROM bots").fetchall()[0]
    )


def _open(database: duckdb.DuckDBPyConnection, what: str, segments: Segments) -> None:
    """A view of all segments; an empty table where there are none yet."""
    paths = segments.of(what)
    if paths:
        listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
        database.execute(f"CREATE VIEW raw_{what} AS SELECT * FROM read_parquet([{listed}])")
    else:
        shape = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS[what].items())
        database.execute(f"CREATE TABLE raw_{what} ({shape})")
