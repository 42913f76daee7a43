"""What worked: events tied to what was served, judged by stated thresholds."""

from .attribute import Attribution
from .pictures import PictureLearning
from .satisfaction import OutcomesConfig, judge

__all__ = ["Attribution", "OutcomesConfig", "PictureLearning", "judge"]
