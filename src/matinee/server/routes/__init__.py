"""All routes, one file per concern."""

from ..deps import Endpoint
from . import (
    admin,
    artwork,
    console,
    events,
    experiments,
    home,
    items,
    operations,
    outcomes,
    running,
    titles,
    users,
    viewer,
)

ENDPOINTS: tuple[Endpoint, ...] = (
    *events.ENDPOINTS,
    *home.ENDPOINTS,
    *titles.ENDPOINTS,
    *items.ENDPOINTS,
    *users.ENDPOINTS,
    *artwork.ENDPOINTS,
    *outcomes.ENDPOINTS,
    *experiments.ENDPOINTS,
    *running.ENDPOINTS,
    *console.ENDPOINTS,
    *admin.ENDPOINTS,
    *operations.ENDPOINTS,
)
"""The documented surface. The viewer's pages stand beside it."""

__all__ = ["ENDPOINTS", "console", "viewer"]
