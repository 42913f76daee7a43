"""Device and local time from what a client says about itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_HOUR_MS = 3_600_000
_LONGEST_ZONE = 64
_TYPES = {
    "ios": "phone",
    "android": "phone",
    "mobile": "phone",
    "phone": "phone",
    "tablet": "tablet",
    "tv": "tv",
    "tvos": "tv",
    "smarttv": "tv",
    "desktop": "desktop",
    "browser": "desktop",
    "web": "desktop",
}
_AGENTS = (
    (
        re.compile(r"smart-?tv|appletv|googletv|hbbtv|tizen|web0s|roku|aftt|crkey|bravia", re.I),
        "tv",
    ),
    (re.compile(r"ipad|tablet|kindle|silk|playbook", re.I), "tablet"),
    (re.compile(r"android(?!.*mobile)", re.I), "tablet"),
    (re.compile(r"iphone|ipod|mobile|windows phone", re.I), "phone"),
    (re.compile(r"windows nt|macintosh|x11|cros", re.I), "desktop"),
)


def device_of(kind: str | None, user_agent: str | None) -> str:
    """One of `records.DEVICES` from `context.device.type` and `context.userAgent`."""
    # Cut, so that what a client makes up cannot fill the memory of the cache.
    return _device(kind and kind[:32], user_agent and user_agent[:400])


@lru_cache(maxsize=4096)
def _device(kind: str | None, user_agent: str | None) -> str:
    if kind and (known := _TYPES.get(kind.lower())):
        return known
    for pattern, device in _AGENTS if user_agent else ():
        if pattern.search(user_agent or ""):
            return device
    return "other"


def offset_minutes(timezone: str | None, time: int) -> int:
    """Minutes to add to UTC in `timezone` at `time`; 0 where the zone is unknown."""
    known = timezone and len(timezone) <= _LONGEST_ZONE
    return _offset(timezone, time // _HOUR_MS) if timezone and known else 0


def is_zone(timezone: str) -> bool:
    """Whether a time zone of this name is known."""
    try:
        return len(timezone) <= _LONGEST_ZONE and bool(ZoneInfo(timezone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


@lru_cache(maxsize=16_384)
def _offset(timezone: str, hour: int) -> int:
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return 0
    moment = datetime.fromtimestamp(hour * 3600, UTC).astimezone(zone)
    offset = moment.utcoffset()
    return 0 if offset is None else int(offset.total_seconds()) // 60
