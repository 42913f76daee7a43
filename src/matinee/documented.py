"""All settings with their docstrings, read from the code itself."""

from __future__ import annotations

import ast
import inspect
from typing import Any

import msgspec
from msgspec import Struct

from .settings import Settings

_SECRET = ("secret", "webhook")
"""What whoever knows it may use; the addresses of webhooks have keys in them."""


class SettingView(Struct, frozen=True):
    """One setting: its value here, what it is without being set, and what it means."""

    name: str
    value: Any
    default: Any
    text: str


class StageView(Struct, frozen=True):
    """The settings of one stage."""

    name: str
    text: str
    settings: list[SettingView]


def stages(settings: Settings) -> list[StageView]:
    """Every stage with its settings; what is secret is not told."""
    found = []
    for stage in msgspec.structs.fields(Settings):
        of, plain = getattr(settings, stage.name), stage.default
        texts = field_texts(stage.type)
        views = [
            SettingView(one.name, _told(one.name, of), _told(one.name, plain), texts[one.name])
            for one in msgspec.structs.fields(stage.type)
        ]
        found.append(StageView(stage.name, inspect.getdoc(stage.type) or "", views))
    return found


def _told(name: str, of: Any) -> Any:
    value = getattr(of, name)
    return "set" if name in _SECRET and value else msgspec.to_builtins(value)


def field_texts(kind: type[Struct]) -> dict[str, str]:
    """The docstring under each field. Raises KeyError for a field that has none."""
    (found,) = ast.parse(inspect.getsource(kind)).body
    if not isinstance(found, ast.ClassDef):
        raise TypeError(f"{kind} is no class")
    texts = {}
    for before, after in zip(found.body, found.body[1:], strict=False):
        if isinstance(before, ast.AnnAssign) and isinstance(before.target, ast.Name):
            text = after.value.value if isinstance(after, ast.Expr) else None  # type: ignore[attr-defined]
            if isinstance(text, str):
                texts[before.target.id] = " ".join(text.split())
    return texts
