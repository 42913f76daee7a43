"""Search: which titles a few typed letters mean."""

from .config import SearchConfig
from .match import NOTHING, Match, TextMatch

__all__ = ["NOTHING", "Match", "SearchConfig", "TextMatch"]
