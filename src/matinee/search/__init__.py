"""Search: which titles a few typed letters mean."""

from .config import SearchConfig
from .match import Match, TextMatch

__all__ = ["Match", "SearchConfig", "TextMatch"]
