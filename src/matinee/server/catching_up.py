"""Exporting a long stretch of the log, in a process of its own: here it would slow pages."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

from ..analysis.segments import Segments
from ..storage.embedded import StoreReader

_LONG = 100_000
"""Events from which on a process is worth its start."""
logger = logging.getLogger(__name__)


def catch_up_beside(data: Path, reader: StoreReader) -> None:
    """Bring the segments of a folder up to date if they are far behind; returns when they are. What
    goes wrong there is tried again in this process."""
    if Segments(data).behind(reader.log.last_seq()) < _LONG:
        return
    command = [sys.executable, "-m", "matinee.cli", "outcomes", "catch-up", "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        logger.warning("Exporting the log beside the server failed: %s", done.stderr.strip())
