"""Log lines for machines."""

from __future__ import annotations

import json
import logging
import sys

from matinee.logs import JsonFormatter


def test_a_json_line_has_everything_on_one_line() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        found = sys.exc_info()
    record = logging.LogRecord(
        "matinee.x", logging.ERROR, __file__, 1, "failed: %s", ("é\n",), found
    )
    text = JsonFormatter().format(record)
    assert "\n" not in text
    line = json.loads(text)
    assert (line["level"], line["logger"], line["message"]) == ("error", "matinee.x", "failed: é\n")
    assert "ValueError: two" in line["trace"]
    assert line["time"].endswith("+00:00")
