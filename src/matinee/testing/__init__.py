"""Conformance suites that a new store or candidate source runs to be accepted.

class TestMyStore(StoreConformance):
    def open(self, folder):
        return MyStore(folder)
"""

from .stores import StoreConformance

__all__ = ["StoreConformance"]
