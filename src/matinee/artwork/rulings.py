"""What editors said of pictures in the console: kept in the data folder, beside the settings."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from ..errors import BadInput
from ..storage.folder import write_whole
from .config import PictureRule
from .kept import FOLDER

_FILE = ".rulings.json"


class Ruling(Struct, frozen=True):
    """A picture that is pinned (the only one shown) or forbidden, by whom, and when (ms)."""

    item: str
    artwork: str
    forbid: bool
    by: str
    at: int

    def rule(self) -> PictureRule:
        """The same as a setting."""
        return PictureRule(item=self.item, artwork=self.artwork, forbid=self.forbid)


class Rulings:
    """All rulings of a data folder; those of the settings come first and stay."""

    def __init__(self, data: Path, settings: tuple[PictureRule, ...]) -> None:
        self._path = data / FOLDER / _FILE
        self._settings = {(rule.item, rule.artwork): rule for rule in settings}
        self._made = {(one.item, one.artwork): one for one in _read(self._path)}

    def rules(self) -> list[PictureRule]:
        """What is to be followed."""
        return list((self._ruled() | self._settings).values())

    def of(self, item: str, artwork: str) -> str:
        """ "pinned", "forbidden", or "" for a picture."""
        rule = (self._ruled() | self._settings).get((item, artwork))
        return "" if rule is None else "forbidden" if rule.forbid else "pinned"

    def say(self, ruling: Ruling) -> None:
        """Keep a ruling, durably; a pin takes the place of the item's other pins. Raises BadInput
        where the settings rule."""
        self._refuse_settled(ruling.item, ruling.artwork)
        made = {
            name: one
            for name, one in self._made.items()
            if ruling.forbid or one.forbid or one.item != ruling.item
        }
        self._keep(made | {(ruling.item, ruling.artwork): ruling})

    def take_back(self, item: str, artwork: str) -> None:
        """Let a picture be chosen like others again. Raises BadInput where the settings rule."""
        self._refuse_settled(item, artwork)
        self._keep({name: one for name, one in self._made.items() if name != (item, artwork)})

    def _ruled(self) -> dict[tuple[str, str], PictureRule]:
        return {name: one.rule() for name, one in self._made.items()}

    def _refuse_settled(self, item: str, artwork: str) -> None:
        if (item, artwork) in self._settings:
            raise BadInput("matinee.toml rules about this picture; change it there.")

    def _keep(self, made: dict[tuple[str, str], Ruling]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self._path, msgspec.json.encode(list(made.values())))
        self._made = made


def _read(path: Path) -> list[Ruling]:
    if not path.is_file():
        return []
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Ruling])
    except msgspec.DecodeError as error:
        raise BadInput(f"{path} is damaged ({error}); mend or remove it.") from error
