"""The shop's demo: a grocer's files in, a page of products out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import httpx2
import pytest

from matinee.demo import grocer
from matinee.server.run import now_ms
from tests.flow.serving import Server


def write_files(folder: Path) -> Path:
    """Files as completejourney has them: 60 households, 30 products, one a week in the mailer."""
    folder.mkdir(parents=True)
    with duckdb.connect() as base:
        base.execute("""CREATE TABLE t AS SELECT h * 2 AS household_id, h * 1000 + n AS basket_id,
            1 + (h + n * 6) % 30 AS product_id, 1 + n % 2 AS quantity,
            (1.5 + (h + n * 6) % 30) * (1 + n % 2) AS sales_value,
            TIMESTAMP '2017-10-15 18:00:00' + INTERVAL (n * 25 + h) HOUR AS transaction_timestamp
            FROM range(60) a(h), range(70) b(n)""")
        base.execute("""CREATE TABLE p AS SELECT i AS product_id, 'AISLE ' || i % 3 AS department,
            'National' AS brand, 'Shelf ' || i % 4 AS product_category,
            'KIND ' || i AS product_type,
            CASE WHEN i % 2 = 0 THEN '12 OZ' END AS package_size
            FROM range(1, 31) r(i)""")
        base.execute("""CREATE TABLE m AS SELECT 1 + i % 12 AS product_id, s AS store_id,
            CASE WHEN i < 6 THEN 'A' ELSE '0' END AS mailer_location, '0' AS display_location,
            52 AS week FROM range(12) a(i), range(25) b(s)""")
        for table, name in (("t", "transactions"), ("p", "products"), ("m", "promotions")):
            base.execute(f"COPY {table} TO '{folder / name}.parquet'")
    return folder


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return write_files(tmp_path / "data" / "cache" / "completejourney")


def test_products_have_prices_and_this_weeks_promotions(files: Path) -> None:
    now = now_ms()
    made = grocer.filling(files, files, now)
    by_id = {item.item_id: item for item in made.items}
    assert len(by_id) == 30 and by_id["2"].title == "Kind 2, 12 oz"
    assert by_id["4"].price == 4.5  # its place among thirty is 3
    assert grocer.MAILER in by_id["3"].tags and grocer.MAILER not in by_id["20"].tags
    assert by_id["3"].kind == "product" and by_id["3"].currency == "USD"
    newest = max(int(line.rpartition(",")[2]) for line in made.log.read_text().splitlines()[1:])
    assert 0 <= now // 1000 - newest < 7 * 86_400


def test_a_shop_has_its_page_and_keeps_its_folder(files: Path) -> None:
    data = files.parents[1]
    command = [sys.executable, "-m", "matinee.cli", "demo", "--check", "--data", str(data)]
    done = subprocess.run([*command, "--shop"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["changed"] and result["events_imported"] == 60 * 70
    assert any(name in result["page_before"] for name in ("Buy again", grocer.MAILER))
    assert not any("watch" in name.lower() for name in result["page_before"])
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.returncode == 1 and "holds the demo of shop" in refused.stderr


def test_the_pinned_row_stays_within_the_mailer(files: Path) -> None:
    server = Server(files.parents[1], "demo --shop")
    try:
        with server.client() as client:
            page = client.get("/v1/users/2/home").raise_for_status().json()
            view = client.get("/v1/users/2/items/4").raise_for_status().json()
        session = httpx2.get(f"{server.url}/session").raise_for_status().json()
    finally:
        server.stop()
    rows = {row["title"]: row for row in page["rows"]}
    mailer = {str(number) for number in range(1, 7)}
    assert {item["item_id"] for item in rows[grocer.MAILER]["items"]} <= mailer
    assert (view["kind"], view["price"], view["currency"]) == ("product", 4.5, "USD")
    assert session["is_shop"] is True
