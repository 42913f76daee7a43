"""Matinee: a personalization engine that a streaming service or a shop runs itself."""

__version__ = "0.1.0"
