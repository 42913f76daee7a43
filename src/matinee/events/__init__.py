"""Events in: the Segment wire format, collection, and files."""

from .collect import Collector, Receipt, Rejection
from .config import EventsConfig

__all__ = ["Collector", "EventsConfig", "Receipt", "Rejection"]
