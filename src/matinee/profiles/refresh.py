"""Profiles that are always as new as the log.

A profile is its last snapshot plus the events after it. People who are active are held in memory
and updated as their events are acknowledged; the others catch up when they are next asked for.
Used from one thread.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable

import msgspec

from ..records import Logged
from ..storage.base import Appended, EventLog, ProfileSnapshot, ProfileStore
from .config import ProfilesConfig
from .pictures import PictureTaste
from .profile import FORMAT, Profile, decode

FLUSH_GROUP = 200


class Profiles:
    """The profiles of everyone."""

    def __init__(
        self,
        log: EventLog,
        store: ProfileStore,
        config: ProfilesConfig | None = None,
        pictures: Callable[[int], PictureTaste] = lambda _user: PictureTaste(),
    ) -> None:
        """`pictures` reads a person's taste in pictures from the evidence."""
        self._pictures = pictures
        self.config = config or ProfilesConfig()
        self._log = log
        self._store = store
        self._cache: OrderedDict[int, Profile] = OrderedDict()
        self._changed: dict[int, None] = {}

    def get(self, user: int) -> Profile:
        """The profile of a person as of the newest logged event; empty for one never seen."""
        profile = self._cache.get(user)
        if profile is not None:
            self._cache.move_to_end(user)
            return profile
        profile = self._catch_up(user)
        profile.pictures = self._pictures(user)
        self._cache[user] = profile
        if len(self._cache) > self.config.cached:
            self._evict()
        return profile

    def held(self, user: int) -> Profile | None:
        """The profile of a person if it is in memory."""
        return self._cache.get(user)

    def follow(self, appended: Iterable[Appended]) -> None:
        """Take in what the log has just acknowledged, in log order."""
        for result in appended:
            if result.merged is not None:
                for user in result.merged:
                    self.drop(user)
            for logged in result.logged:
                if result.merged is None:
                    self._update(logged)

    def drop(self, user: int) -> None:
        """Forget what is in memory of a person."""
        self._cache.pop(user, None)
        self._changed.pop(user, None)

    def drop_all(self) -> None:
        """Forget what is in memory of everyone."""
        self._cache.clear()
        self._changed.clear()

    def rebuild(self, user: int) -> Profile:
        """The profile from the person's whole log, snapshots ignored."""
        profile = Profile(user)
        for logged in self._log.of_user(user):
            profile.update(logged, self.config.behaviour_half_life_days)
        return profile

    def flush(self, limit: int = FLUSH_GROUP) -> int:
        """Write snapshots of up to `limit` changed profiles; how many are still unwritten."""
        users = list(self._changed)[:limit]
        if users:
            self._store.put_profiles([_snapshot(self._cache[user]) for user in users])
        for user in users:
            del self._changed[user]
        return len(self._changed)

    def _update(self, logged: Logged) -> None:
        profile = self._cache.get(logged.user)
        if profile is None:
            profile = self.get(logged.user)  # reads the log, so it has this event already
        profile.update(logged, self.config.behaviour_half_life_days)
        self._changed[logged.user] = None

    def _catch_up(self, user: int) -> Profile:
        profile = _from_snapshot(self._store.profile(user)) or Profile(user)
        for logged in self._log.of_user(user, profile.seq):
            profile.update(logged, self.config.behaviour_half_life_days)
            self._changed[user] = None
        return profile

    def _evict(self) -> None:
        user, profile = self._cache.popitem(last=False)
        if self._changed.pop(user, 0) is None:
            self._store.put_profiles([_snapshot(profile)])


def _from_snapshot(snapshot: ProfileSnapshot | None) -> Profile | None:
    """The profile of a snapshot, None for one of another format: the log has everything."""
    if snapshot is None or snapshot.version != FORMAT:
        return None
    try:
        return decode(snapshot.body)
    except msgspec.DecodeError:
        return None


def _snapshot(profile: Profile) -> ProfileSnapshot:
    return ProfileSnapshot(profile.user, profile.seq, FORMAT, profile.encode())
