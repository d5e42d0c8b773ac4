"""Wirecopy: article syndication that emits a story once, however often it was copied."""

__version__ = "0.1.0"
