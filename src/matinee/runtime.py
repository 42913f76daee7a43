"""A Matinee at work over one data folder: the store, and every follower of its log.

All state in memory belongs to the thread that calls these methods (the server's event loop); the
writer thread owns the disk. `append_async` hands work over and is called back after the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace

from . import models
from .analysis.segments import Segments
from .artwork import Bandit, Gallery
from .artwork.rulings import Ruling, Rulings
from .artwork.shown import PICTURES, Options, options_of
from .catalog import Catalog
from .dressing import seed_of
from .errors import BadInput, NotFound
from .events import Collector
from .experiments import MODEL, Experiment, Experiments
from .home import Home, Request
from .looking import Looking
from .outcomes import Attribution, PictureLearning, judge
from .outcomes.performance import PicturePerformance
from .outcomes.places import Places, places_of
from .profiles import PictureTaste, Profile, Profiles
from .ranking.captured import Captures, Described
from .records import Decision, Item, Message, Outcome, Page, Row
from .search import TextMatch
from .settings import Settings
from .storage.base import Appended, Evidence, Store
from .storage.embedded import EmbeddedStore
from .titles import Titles
from .variants import Homes, check_changes

MODELS = "models"
_CATCH_UP = 20_000
_HOUR_MS = 3_600_000
_PICTURES = 2_000
"""Pictures seen last that a taste in pictures is drawn from."""
_LIVE_EVENTS = 200_000
"""At the start transitions are counted live over this many of the latest events at most."""


class Runtime:
    """Everything that serving needs, kept in step with the log."""

    def __init__(self, folder: Path, settings: Settings, store: Store | None = None) -> None:
        self.folder = folder
        self.settings = settings
        self.store: Store = store or EmbeddedStore(folder)
        self.catalog = Catalog(self.store.catalog.items(), settings.catalog)
        self.captures = Captures(settings.ranking.captured_pages)
        bandit = Bandit(settings.artwork)
        self.rulings = Rulings(folder, settings.artwork.rules)
        self._gallery = Gallery(self.catalog, bandit)
        self._gallery.rule(self.rulings.rules())
        self.performance = PicturePerformance()
        self._learning = PictureLearning(bandit, settings.outcomes, self._respond)
        self.profiles = Profiles(
            self.store.log, self.store.profiles, settings.profiles, self._responses
        )
        for evidence in self.store.decisions.all_evidence():
            self._learning.learn(None, evidence)
        self.attribution = Attribution(
            self.store.log, self.store.decisions, self.captures, self._learning.learn
        )
        self.collector = Collector(self.store.log, settings.events)
        self._dropped = 0
        self._salt = self.store.keys.secret("seeds")
        self._text = TextMatch(self.catalog, settings.search)
        self.experiments = Experiments(folder, settings.experiments)
        for running in self.experiments.running():
            check_changes(running, settings.home())
        self._serve(self._load_home())
        self.attribution.catch_up()

    def _respond(self, evidence: Evidence, before: float | None, after: float) -> None:
        """Count what a picture earned, and take it into the profile of who saw it, if that is in
        memory."""
        self.performance.learn(evidence, before, after)
        profile = self.profiles.held(self.store.log.canonical(evidence.user))
        if profile is not None and evidence.picture is not None:
            seen = evidence.picture
            values = self._gallery.values(seen.item, seen.artwork)
            profile.pictures.learn(values, seen.item, before, after)

    def _responses(self, user: int) -> PictureTaste:
        """What a person responds to in pictures, by the latest that they saw."""
        taste = PictureTaste()
        for evidence in self.store.decisions.evidence_of(user, _PICTURES):
            if (seen := evidence.picture) is not None and evidence.seen:
                values = self._gallery.values(seen.item, seen.artwork)
                taste.learn(values, seen.item, None, self._learning.reward(evidence))
        return taste

    def _load_home(self, version: str | None = None) -> Home:
        config = self.settings.home()
        recommender = models.load(self.folder / MODELS, self.catalog, config, version)
        model = recommender.model
        live = model.transitions.live
        live.since = max(live.since, self.store.log.last_seq() - _LIVE_EVENTS)
        while events := self.store.log.read(model.popularity.seq, _CATCH_UP):
            for logged in events:
                model.learn(logged)
        learnt = models.page_learnt(self.folder / MODELS, version)
        return Home(recommender, config, self._salt, self._text, learnt, self._gallery)

    def _serve(self, home: Home) -> None:
        self.home, self.titles = home, Titles(home)
        self.homes = Homes(home, self.experiments, self._load_home)
        wanted = models.wanted(self.folder / MODELS)
        self.looking = Looking(home, self.titles, self._text, wanted)

    def warm(self) -> None:
        """Do now what the first search would have to wait for: some seconds at 100,000 items."""
        self._text.refresh()

    def reload_model(self) -> str:
        """Serve the current model version from now on; its name."""
        self._serve(self._load_home())
        return self.home.model.version

    def training_is_due(self, now: int) -> bool:
        """Whether the settings say that a model should be trained at `now` (ms)."""
        config = self.settings.training
        made = models.manifests(self.folder / MODELS)
        if not config.every_hours or not made:
            return False  # the first training is somebody's decision
        since = now - made[-1].trained_at
        fresh = self.home.model.popularity.seq - made[-1].seq
        return since >= config.every_hours * _HOUR_MS and fresh >= config.fewest_events

    def append(self, messages: Sequence[Message]) -> list[Appended]:
        """Log messages and take them in; returns when they are durable."""
        appended = self.store.log.append(messages)
        self.follow(appended)
        return appended

    def append_async(
        self,
        messages: Sequence[Message],
        done: Callable[[list[Appended] | BaseException], None],
    ) -> None:
        """As `append`, but `done` is called from the writer's thread; it must lead to `follow`."""
        self.store.log.append_async(messages, done)

    def follow(self, appended: Sequence[Appended]) -> None:
        """Take in what the log acknowledged: the next page reflects it."""
        self.profiles.follow(appended)
        for model in (self.home.model, *self.homes.models()):
            for result in appended:
                for logged in result.logged:
                    model.learn(logged)
        self.attribution.follow(appended)

    def catch_up(self) -> None:
        """Drop what is in memory of the log, so that it is read again when it is next needed."""
        self.profiles.drop_all()

    def profile(self, user_id: str) -> Profile:
        """The profile of a user id or anonymous id; an empty one (user 0) for a stranger."""
        user = self.store.log.find_user(user_id)
        return Profile(0) if user is None else self.profiles.get(user)

    def page(self, request: Request) -> Page:
        """The page for a person now; the decision is logged."""
        page, decision, described = self._made(request)
        self.store.decisions.put_decision(decision)
        self.captures.keep(page.page_id, described)
        return page

    def preview(self, request: Request) -> Page:
        """The page that a person would be given; nothing is logged of it."""
        return self._made(request)[0]

    def _made(self, request: Request) -> tuple[Page, Decision, Described]:
        profile = self.profile(request.user_id)
        request = replace(request, person=self._person(profile, request))
        return self.homes.page(profile, request)

    def _person(self, profile: Profile, request: Request) -> str:
        """The id that experiments know a person by: the account's, once there is one."""
        return (profile.user and self.store.log.user_id(profile.user)) or request.user_id

    def try_out(self, experiment: Experiment, by: str, now: int) -> None:
        """Begin an experiment. Raises BadInput."""
        check_changes(experiment, self.settings.home())
        known = {one.version for one in models.manifests(self.folder / MODELS)}
        for variant in experiment.variants:
            version = variant.changes.get(MODEL)
            if version is not None and version not in known:
                raise BadInput(f"There is no model {version!r}; see 'matinee models list'.")
        self.homes.check(experiment, now)
        self.experiments.start(experiment, by, now)

    def row_parts(self, page_id: str) -> list[Decision]:
        """All parts of a served page. Raises NotFound."""
        parts = self.store.decisions.decisions(page_id)
        if not parts:
            raise NotFound("There is no such page; ask for a new one.", field="next")
        return parts

    def more(self, request: Request, parts: list[Decision], start: tuple[int, int]) -> Row:
        """More of a row from `start`, its (row, column), on; the decision is logged."""
        owner = self.store.log.canonical(parts[0].user)
        profile = self.profiles.get(owner) if owner else self.profile(request.user_id)
        home = self.homes.of(self._person(profile, request), parts[0].time)
        dressed, decision, described = home.more(profile, request, parts, start)
        if decision is not None:
            decision = replace(decision, assignments=parts[0].assignments)
            self.store.decisions.put_decision(decision)
            self.captures.keep(decision.page_id, described)
        return dressed

    def owns(self, user_id: str, page: Decision) -> bool:
        """Whether a page was made for this person, or for the guest they were then."""
        if page.user:
            user = self.store.log.find_user(user_id)
            return user is not None and user == self.store.log.canonical(page.user)
        bucket = int(page.seed.rpartition(":")[2])
        return seed_of(user_id, self._salt, bucket) == page.seed

    def rule(self, ruling: Ruling) -> None:
        """Follow what an editor says of a picture, from the next page on. Raises BadInput."""
        self.rulings.say(ruling)
        self._obey()

    def take_back(self, item: str, artwork: str) -> None:
        """Follow an earlier ruling no more. Raises BadInput."""
        self.rulings.take_back(item, artwork)
        self._obey()

    def _obey(self) -> None:
        self._gallery.rule(self.rulings.rules())
        self.homes = Homes(self.home, self.experiments, self._load_home)

    def pictures(self, item: Item) -> Options | None:
        """All pictures of an item that there are, ruled out or not."""
        return (
            options_of(item, self.catalog) if item.artworks or self.settings.artwork.drawn else None
        )

    def put_items(self, items: Sequence[Item], now: int) -> None:
        """Add or replace items: durable and in effect at return. Pictures that were cut for an item
        stay with it when a feed knows nothing of them."""
        items = [self._with_own_pictures(item) for item in items]
        self.store.catalog.put_items(items, now)
        for item in items:
            self.catalog.put(item, now)

    def _with_own_pictures(self, item: Item) -> Item:
        before = self.catalog.get(item.item_id)
        ours = [one for one in before.artworks if one.url.startswith(PICTURES)] if before else []
        if not ours or any(one.url.startswith(PICTURES) for one in item.artworks):
            return item
        return replace(item, artworks=(*ours, *item.artworks))

    def delete_item(self, item_id: str) -> bool:
        """Take an item out of the catalogue and off every page; False if it was not there."""
        found = self.store.catalog.delete_item(item_id)
        self.catalog.delete(item_id)
        return found

    def forget(self, user_id: str, now: int) -> int:
        """Erase a person everywhere; how many events went. Raises NotFound."""
        user = self.store.log.find_user(user_id)
        if user is None:
            raise NotFound(f"There is no user {user_id!r}.", field="user")
        self.profiles.drop(user)
        for model in (self.home.model, *self.homes.models()):
            model.session_knn.forget(user)
        self.captures.forget()
        models.forget(self.folder / MODELS, user)
        gone = self.store.forget(user, now)
        Segments(self.folder).drop()
        return gone

    def places(self, now: int) -> Places:
        """The share taken by kind of row and by place; reads all evidence, which takes time."""
        return places_of(self.store.decisions.all_evidence(), now, self.settings.outcomes)

    def outcome(self, recommendation_id: str, now: int) -> Outcome | None:
        """What a recommendation came to; None where nothing happened to it yet. Raises NotFound."""
        place = self.attribution.place(recommendation_id)
        if place is None:
            raise NotFound(f"{recommendation_id!r} was never served.", field="recommendation_id")
        evidence = self.store.decisions.evidence(
            place.decision.page_id, place.row.position, place.column
        )
        return None if evidence is None else judge(evidence, now, self.settings.outcomes)

    def tick(self, now: int) -> None:
        """Write some changed profiles, and once an hour let go of old vectors; called now and
        then with the time (ms)."""
        self.profiles.flush()
        if now - self._dropped >= _HOUR_MS:
            self._dropped = now
            kept = self.settings.ranking.captured_days * 24 * _HOUR_MS
            self.store.decisions.drop_captured(int(now - kept))

    def close(self) -> None:
        """Write what is pending and let go of the store."""
        while self.profiles.flush():
            pass
        self.store.close()
