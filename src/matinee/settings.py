"""Settings: TOML file, then environment, then command line; the later wins.

Each stage declares its own settings beside its code; here they are only put together. A setting
`events.max_id_chars` is `[events] max_id_chars = ...` in `matinee.toml`, or
`MATINEE_EVENTS__MAX_ID_CHARS` in the environment. All are listed in docs/settings.md.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from .artwork import ArtworkConfig
from .catalog import CatalogConfig
from .errors import BadSettings
from .events.config import EventsConfig
from .experiments import ExperimentsConfig
from .home import HomeConfig
from .outcomes import OutcomesConfig
from .page import PageConfig
from .profiles import ProfilesConfig
from .ranking import RankingConfig
from .retrieval import RetrievalConfig
from .search import SearchConfig
from .training import TrainingConfig

ENVIRONMENT_PREFIX = "MATINEE_"
FILE_NAME = "matinee.toml"


class ServerConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """How the server listens and answers."""

    host: str = "127.0.0.1"
    """Address to listen on; 0.0.0.0 for all."""
    port: int = 8000
    """Port to listen on; 0 picks a free one."""
    token_minutes: int = 60
    """How long a user token is good for."""
    max_body_bytes: int = 10_000_000
    """Largest body of a request, after unpacking; the collector's own limits are lower."""
    cors_origins: tuple[str, ...] = ("*",)
    """Web origins whose pages may send events and read with a user token."""
    log_format: Literal["text", "json"] = "text"
    """Form of the log lines on standard error: text or json."""
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    """Least serious records that are logged."""


class AlertsConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """What is told without being asked."""

    every_minutes: float = 60.0
    """How often it is looked whether there is something to tell."""
    webhook: str = ""
    """Where alerts are sent as JSON by POST; "": only the console shows them."""
    secret: str = ""
    """What deliveries are signed with: X-Matinee-Signature is the HMAC-SHA256 of
    "TIMESTAMP.BODY", TIMESTAMP being that of X-Matinee-Timestamp."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """All settings, by stage."""

    server: ServerConfig = ServerConfig()
    events: EventsConfig = EventsConfig()
    catalog: CatalogConfig = CatalogConfig()
    profiles: ProfilesConfig = ProfilesConfig()
    retrieval: RetrievalConfig = RetrievalConfig()
    ranking: RankingConfig = RankingConfig()
    page: PageConfig = PageConfig()
    search: SearchConfig = SearchConfig()
    artwork: ArtworkConfig = ArtworkConfig()
    outcomes: OutcomesConfig = OutcomesConfig()
    experiments: ExperimentsConfig = ExperimentsConfig()
    training: TrainingConfig = TrainingConfig()
    alerts: AlertsConfig = AlertsConfig()

    def home(self) -> HomeConfig:
        """The settings that a page needs."""
        return HomeConfig(self.profiles, self.retrieval, self.ranking, self.page, self.artwork)


def load_settings(
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> Settings:
    """Settings from `folder`/matinee.toml, the environment and `overrides` ("server.port": 80).

    Raises BadSettings, naming the setting, for an unknown name or a wrong type.
    """
    values: dict[str, dict[str, Any]] = _read_file(folder / FILE_NAME) if folder else {}
    for name, text in (os.environ if environment is None else environment).items():
        if name.startswith(ENVIRONMENT_PREFIX) and "__" in name:
            stage, _, setting = name.removeprefix(ENVIRONMENT_PREFIX).lower().partition("__")
            values.setdefault(stage, {})[setting] = _from_text(text)
    for name, value in (overrides or {}).items():
        stage, _, setting = name.partition(".")
        values.setdefault(stage, {})[setting] = value
    try:
        return msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise BadSettings(f"A setting is wrong: {error}. See docs/settings.md.") from error


def _read_file(path: Path) -> dict[str, dict[str, Any]]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path} is not TOML: {error}") from error


def _from_text(text: str) -> Any:
    """Lists are written as in TOML; everything else is taken as text and converted by type."""
    if text.startswith("["):
        try:
            return tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError as error:
            raise BadSettings(f"{text!r} is not a TOML list: {error}") from error
    return text
