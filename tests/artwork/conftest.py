"""Vision models, where they can be had."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def models(shared_data: Path) -> Path:
    return shared_data / "models"
