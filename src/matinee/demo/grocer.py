"""A shop: a quarter of completejourney: products, prices, purchases, the promotions of a week."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..page import EditorRow
from ..records import Item
from .filling import Filling

_DAY_S = 86_400
_DAYS = 91
_EVERY = 2
"""Every so many households: enough to learn from, and half the wait."""
_FEWEST_HOUSEHOLDS = 10
_FEWEST_STORES = 20
MAILER, DISPLAY = "In this week's mailer", "On display this week"
MAILER_ROW = EditorRow(
    row="mailer",
    position=2,
    title=MAILER,
    reason="Promoted this week; yours first",
    filter=f'tag = "{MAILER}"',
)
"""The promotions as a pinned row: the person's best of them come first."""

_KEPT = f"""
WITH lines AS (
    SELECT * FROM read_parquet($lines)
    WHERE household_id % {_EVERY} = 0 AND transaction_timestamp >= (
        SELECT max(transaction_timestamp) - INTERVAL {_DAYS} DAY FROM read_parquet($lines))
), kept AS (
    SELECT product_id, median(sales_value / greatest(quantity, 1)) AS price FROM lines
    GROUP BY 1 HAVING count(DISTINCT household_id) >= {_FEWEST_HOUSEHOLDS}
)
"""
_PRODUCTS = f"""{_KEPT}, promoted AS (
    SELECT product_id,
        count(DISTINCT store_id) FILTER (mailer_location <> '0') AS mailer,
        count(DISTINCT store_id) FILTER (display_location <> '0') AS display
    FROM read_parquet($promotions)
    WHERE week = (SELECT max(week) FROM read_parquet($promotions)) GROUP BY 1
)
SELECT CAST(product_id AS VARCHAR), product_type, product_category, department, brand,
    package_size, price, coalesce(mailer, 0), coalesce(display, 0)
FROM kept JOIN read_parquet($products) USING (product_id) LEFT JOIN promoted USING (product_id)
ORDER BY product_id
"""
_PURCHASES = f"""{_KEPT}
SELECT household_id AS user_id, product_id AS item_id, 'Order Completed' AS event, quantity,
    round(sales_value / greatest(quantity, 1), 2) AS price,
    epoch(transaction_timestamp)::BIGINT + $moved AS timestamp
FROM lines JOIN kept USING (product_id) ORDER BY timestamp, household_id, product_id
"""


def filling(source: Path, folder: Path, now: int) -> Filling:
    """The shop: purchases moved by whole weeks so that they end now. `now` in ms."""
    import duckdb  # noqa: PLC0415  (heavy)

    lines, file = str(source / "transactions.parquet"), folder / "purchases.csv"
    with duckdb.connect() as base:
        given = {
            "lines": lines,
            "products": str(source / "products.parquet"),
            "promotions": str(source / "promotions.parquet"),
        }
        products = [_product(*row) for row in base.execute(_PRODUCTS, given).fetchall()]
        latest = base.execute(
            "SELECT epoch(max(transaction_timestamp)) FROM read_parquet(?)", [lines]
        ).fetchone()
        weeks = max((now // 1000 - int(latest[0] if latest else 0)) // (7 * _DAY_S), 0)
        to = str(file).replace("'", "''")
        sql = f"COPY ({_PURCHASES}) TO '{to}' (HEADER)"
        base.execute(sql, {"lines": lines, "moved": weeks * 7 * _DAY_S})
        houses = base.execute("SELECT DISTINCT user_id FROM read_csv(?)", [str(file)]).fetchall()
    return Filling(
        items=products,
        log=file,
        weeks=weeks,
        names={str(house): f"Household {house}" for (house,) in houses},
        about=f"real purchases of every second household in {_DAYS} days",
    )


def _product(  # noqa: PLR0917
    product: str,
    kind: str | None,
    category: str | None,
    department: str | None,
    brand: str | None,
    size: str | None,
    price: float,
    mailer: int,
    display: int,
) -> Item:
    named = [name.capitalize() for name in (kind, category, department) if name]
    tags = [f"{brand} brand"] if brand else []
    tags += [MAILER] if mailer >= _FEWEST_STORES else []
    tags += [DISPLAY] if display >= _FEWEST_STORES else []
    properties: dict[str, Any] = {"size": size} if size else {}
    return Item(
        product,
        f"{named[0] if named else 'Product'}{f', {size.lower()}' if size else ''}",
        kind="product",
        categories=tuple(dict.fromkeys(named)),
        tags=tuple(tags),
        price=round(float(price), 2),
        currency="USD",
        properties=properties,
    )
