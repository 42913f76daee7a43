"""Where batch work runs. Only `jobs` (and what composes it) knows."""

from .base import Engine
from .local import LocalEngine

__all__ = ["Engine", "LocalEngine"]
