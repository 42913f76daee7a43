"""docs/settings.md, made from the settings' own docstrings: `make docs`."""

from __future__ import annotations

import ast
import inspect
import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from matinee.settings import Settings

HEAD = """# Settings

Made from the code by `make docs`. Set one in `matinee.toml` in the data folder (`[events]` then
`max_id_chars = 100`), or in the environment (`MATINEE_EVENTS__MAX_ID_CHARS=100`), which wins.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for stage in msgspec.structs.fields(Settings):
        kind = stage.type
        parts.append(f"\n## {stage.name}\n\n{inspect.getdoc(kind)}\n\n")
        parts.append("| setting | default | meaning |\n|---|---|---|\n")
        texts = field_texts(kind)
        for field in msgspec.structs.fields(kind):
            default = msgspec.json.encode(field.default).decode()
            parts.append(f"| `{field.name}` | `{default}` | {texts[field.name]} |\n")
    return "".join(parts)


def field_texts(kind: type[Struct]) -> dict[str, str]:
    """The docstring under each field. Raises KeyError for a field that has none."""
    (found,) = ast.parse(inspect.getsource(kind)).body
    assert isinstance(found, ast.ClassDef)
    texts = {}
    for before, after in zip(found.body, found.body[1:], strict=False):
        if isinstance(before, ast.AnnAssign) and isinstance(before.target, ast.Name):
            text = after.value.value if isinstance(after, ast.Expr) else None  # type: ignore[attr-defined]
            if isinstance(text, str):
                texts[before.target.id] = " ".join(text.split())
    return texts


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page())
