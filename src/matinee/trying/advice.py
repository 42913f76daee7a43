"""Which events to track next: what the log lacks, what that switches off, most gain first."""

from __future__ import annotations

from collections.abc import Iterable

from ..records import Logged


def advice(log: Iterable[Logged]) -> list[str]:
    """One line for each kind of event that is missing, the most useful first."""
    kinds: set[str] = set()
    devices: set[str] = set()
    for one in log:
        kinds.add(one.event.kind)
        devices.add(one.event.device)
    found = []
    if "impression" not in kinds:
        found.append(
            "Item Impression: what people saw and passed by. Without it nothing is learnt from "
            "what is not taken; the tracker's script sends it by itself."
        )
    if not kinds & {"play", "complete", "purchase"}:
        found.append(
            "Video Content Started and Completed (or Order Completed): whether what was begun was "
            "finished; it switches on the objective 'will finish'."
        )
    if "rate" not in kinds:
        found.append("Item Rated: thumbs switch on 'will like' and 'will not regret'.")
    if "search" not in kinds:
        found.append("Products Searched: what people look for and do not find on the page.")
    if devices <= {"other"}:
        found.append("context.device: what suits a television at night suits no phone at eight.")
    return found
