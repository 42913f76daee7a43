"""Alerts while a server runs: looked for now and then, kept, told once, and sent to a webhook."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from .. import models
from ..analysis import alerts
from ..analysis.alerts import Alert
from ..analysis.arrivals import arrivals_of
from ..analysis.findings import Misleading, of_pictures
from ..analysis.share import share_of
from ..analysis.trials import trial_of
from ..dressing import iso
from ..outcomes.performance import misleading
from ..runtime import MODELS, Runtime
from ..storage.embedded import StoreReader
from ..storage.folder import write_whole
from .catching_up import catch_up_beside

if TYPE_CHECKING:
    from .deps import Site

FILE = "alerts.json"
_MOST_KEPT = 500
_TRIES, _PATIENCE_S, _TIMEOUT_S, _MOST_FAILED = 2, 1.0, 5.0, 24
_DAY_MS = 86_400_000
logger = logging.getLogger(__name__)


class Told(Struct, frozen=True):
    """An alert, when it was raised (ISO), whether the webhook took it (None: there was none then),
    and how often it was sent in vain."""

    alert: Alert
    at: str
    delivered: bool | None = None
    failed: int = 0


class Alerts:
    """The alerts of a data folder: each cause once."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE
        self._told = _read(self._path)

    def all(self) -> list[Told]:
        """The latest first."""
        return list(reversed(self._told))

    def raise_new(self, found: list[Alert], at: str, *, to_send: bool) -> list[Told]:
        """Keep those whose cause was not told yet, durably; these."""
        known = {one.alert.cause for one in self._told}
        fresh = {
            one.cause: Told(one, at, False if to_send else None)
            for one in found
            if one.cause not in known
        }
        if fresh:
            self._keep([*self._told, *fresh.values()])
        return list(fresh.values())

    def waiting(self) -> list[Told]:
        """What a webhook has not taken yet, and was not sent in vain too often."""
        return [one for one in self._told if one.delivered is False and one.failed < _MOST_FAILED]

    def sent(self, cause: str, *, taken: bool) -> None:
        """Keep whether the webhook took an alert."""
        self._keep(
            [
                replace(one, delivered=taken, failed=one.failed + (not taken))
                if one.alert.cause == cause
                else one
                for one in self._told
            ]
        )

    def _keep(self, told: list[Told]) -> None:
        self._told = told[-_MOST_KEPT:]
        write_whole(self._path, msgspec.json.encode(self._told))


def _read(path: Path) -> list[Told]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Told])
    except (OSError, msgspec.DecodeError):
        return []


async def watch(site: Site) -> None:
    """Look for alerts again and again, until cancelled."""
    while True:
        await asyncio.sleep(site.runtime.settings.alerts.every_minutes * 60)
        try:
            await look(site)
        except Exception:
            logger.exception("Looking for alerts failed; the next look is in a while")


async def look(site: Site) -> list[Told]:
    """Look for alerts once, keep and send those that are new; these. One look at a time."""
    async with site.looking:
        now, config = site.clock(), site.runtime.settings.alerts
        pictures = [Misleading(*one) for one in misleading(site.runtime.performance.counts())]
        lately = site.arrived.lately(now)  # both are of this thread: not to be read in another
        found = await asyncio.to_thread(_checked, site, now, pictures, lately)
        fresh = site.alerts.raise_new(found, iso(now), to_send=bool(config.webhook))
        for one in fresh:
            logger.warning("Alert: %s", one.alert.sentence)
        await _send(site, now)
        return fresh


def _checked(
    site: Site, now: int, pictures: list[Misleading], lately: tuple[int, int, str]
) -> list[Alert]:
    with site.analysing:
        return list(check(site.runtime, now, pictures, lately))


def check(
    runtime: Runtime, now: int, pictures: list[Misleading], lately: tuple[int, int, str]
) -> Iterator[Alert]:
    """Everything that is to be told at `now` (ms); `lately` is of `Arrived.lately`."""
    with closing(StoreReader(runtime.folder)) as reader:
        catch_up_beside(runtime.folder, reader)
        yield from _of_log(runtime, reader, now)
    made = models.manifests(runtime.folder / MODELS)
    if made:
        yield from alerts.model_worse(made[-1].version, made[-1].decision, served=made[-1].served)
    refused, accepted, reason = lately
    yield from alerts.rejected(accepted, refused, reason, now // _DAY_MS)
    titles = {one.item: _title(runtime, one.item) for one in pictures}
    yield from alerts.pictures_mislead(of_pictures(pictures, titles))


def _of_log(runtime: Runtime, reader: StoreReader, now: int) -> Iterator[Alert]:
    data, rules = runtime.folder, runtime.settings.outcomes
    today = datetime.fromtimestamp(now / 1000, UTC).date()
    week, before = today - timedelta(days=6), today - timedelta(days=34)
    last = share_of(data, reader, rules, str(week))
    earlier = share_of(data, reader, rules, str(before), str(week - timedelta(days=1)))
    calendar = today.isocalendar()
    yield from alerts.share_fell(earlier, last, f"{calendar.year}-{calendar.week}")
    arrived = arrivals_of(data, reader, now)
    yield from alerts.events_stopped(arrived)
    yield from alerts.shape_changed(arrived)
    trials = [trial_of(data, reader, rules, one) for one in runtime.experiments.running()]
    yield from alerts.experiments_harm(trials)


def _title(runtime: Runtime, item_id: str) -> str:
    item = runtime.catalog.get(item_id)
    return item.title if item else item_id


async def _send(site: Site, now: int) -> None:
    """Send what waits, until the webhook does not take something: then it is tried again later."""
    config = site.runtime.settings.alerts
    if not config.webhook:
        return
    async with httpx2.AsyncClient(timeout=_TIMEOUT_S) as client:
        for one in site.alerts.waiting():
            body = msgspec.json.encode({"at": one.at, **msgspec.to_builtins(one.alert)})
            taken = await _deliver(client, config.webhook, body, signed(config.secret, now, body))
            site.alerts.sent(one.alert.cause, taken=taken)
            if not taken:
                return


async def _deliver(
    client: httpx2.AsyncClient, url: str, body: bytes, headers: dict[str, str]
) -> bool:
    for attempt in range(_TRIES):
        await asyncio.sleep(_PATIENCE_S * attempt)
        try:
            answer = await client.post(url, content=body, headers=headers)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            logger.warning("The webhook does not take an alert: %s", error)
            continue
        if answer.is_success:
            return True
        logger.warning("The webhook answered %s to an alert", answer.status_code)
    return False


def signed(secret: str, now: int, body: bytes) -> dict[str, str]:
    """The headers of a delivery: HMAC-SHA256 of "TIMESTAMP.BODY" with the secret, in hex."""
    signature = hmac.new(secret.encode(), f"{now}.".encode() + body, sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Matinee-Timestamp": str(now),
        "X-Matinee-Signature": f"sha256={signature}",
    }
