"""Photographs of people and vision models, where they can be had."""

from __future__ import annotations

from pathlib import Path

import pytest

from matinee.errors import MatineeError
from matinee.fetching import Dataset, Source, fetch

PHOTOS = Dataset(
    "face-photos",
    "official portraits, of the package face_recognition (MIT)",
    (
        Source(
            "face_recognition-1.3.0.tar.gz",
            "5e5efdd1686aa566af0d3cc1313b131e4b197657a8ffd03669e6d3fad92705ec",
            package="face_recognition==1.3.0",
            is_source=True,
            members={
                f"{name}.jpg": f"face_recognition-1.3.0/tests/test_images/{name}.jpg"
                for name in ("obama", "obama2", "obama3", "biden", "obama_partial_face")
            },
        ),
    ),
)


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The photographs, from the package index; tests say so when they cannot be had."""
    try:
        return fetch(PHOTOS, tmp_path_factory.getbasetemp() / "photos", lambda _line: None)
    except MatineeError as error:
        pytest.skip(f"photographs of people cannot be had: {error}")


@pytest.fixture
def models(shared_data: Path) -> Path:
    return shared_data / "models"
