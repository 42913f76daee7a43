"""Search: which titles a few typed letters mean."""

from .config import SearchConfig
from .match import NOTHING, POPULAR, Match, TextMatch

__all__ = ["NOTHING", "POPULAR", "Match", "SearchConfig", "TextMatch"]
