"""docs/settings.md, made from the settings' own docstrings: `make docs`."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

import msgspec

from matinee.documented import field_texts
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


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page())
