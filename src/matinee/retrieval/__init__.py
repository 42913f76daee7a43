"""Candidates: one file per source, `merge` unions them and keeps where each came from."""

from .base import Found, Query, Source
from .config import RetrievalConfig
from .merge import Candidates, merge

__all__ = ["Candidates", "Found", "Query", "RetrievalConfig", "Source", "merge"]
