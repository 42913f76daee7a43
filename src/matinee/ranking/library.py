"""LightGBM, imported when it is first needed: it is heavy, and needs a library of the system."""

from __future__ import annotations

from typing import Any

from ..errors import MatineeError


def lightgbm() -> Any:
    """The module. Raises MatineeError, saying what to install, where it cannot be loaded."""
    try:
        import lightgbm as library  # noqa: PLC0415
    except OSError as error:
        raise MatineeError(
            f"The ranker's trees cannot be loaded ({error}). LightGBM needs libgomp: "
            "apt-get install libgomp1"
        ) from error
    return library
