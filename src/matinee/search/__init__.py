"""Search: which titles a few typed letters mean."""

from .match import TextMatch

__all__ = ["TextMatch"]
