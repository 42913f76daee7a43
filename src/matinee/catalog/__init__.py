"""The catalogue: items as they are now, indexed for ranking, and the `filter=` grammar."""

from .config import CatalogConfig
from .filters import Filter, parse_filter
from .index import FACETS, Catalog, Facet, shown_by

__all__ = ["FACETS", "Catalog", "CatalogConfig", "Facet", "Filter", "parse_filter", "shown_by"]
