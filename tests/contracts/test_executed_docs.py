"""Code blocks of the documents that are marked as executed are executed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import matinee

ROOT = Path(matinee.__file__).parents[2]
BLOCK = re.compile(r"<!-- executed -->\n```python\n(.*?)```", re.S)
FOUND = [
    (document.relative_to(ROOT).as_posix(), code)
    for document in sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])
    for code in BLOCK.findall(document.read_text())
]


@pytest.mark.parametrize(("document", "code"), FOUND, ids=[name for name, _ in FOUND])
def test_code_in_documents_runs(document: str, code: str) -> None:
    exec(compile(code, document, "exec"), {})


def test_there_are_executed_documents() -> None:
    assert {"docs/adding/event.md"} <= {name for name, _ in FOUND}
