"""Search: which titles a few typed letters mean."""

from .config import SearchConfig
from .match import NOTHING, POPULAR, Match, TextMatch
from .wanted import Wanted, learn_wanted

__all__ = ["NOTHING", "POPULAR", "Match", "SearchConfig", "TextMatch", "Wanted", "learn_wanted"]
