"""Experiments: who is in which, and what it changes for them."""

from .assign import Assigned, assigned
from .config import INTERLEAVED, MODEL, Experiment, ExperimentsConfig, Variant
from .kept import Experiments, Kept

__all__ = [
    "INTERLEAVED",
    "MODEL",
    "Assigned",
    "Experiment",
    "Experiments",
    "ExperimentsConfig",
    "Kept",
    "Variant",
    "assigned",
]
