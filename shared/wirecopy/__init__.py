"""Wirecopy: article syndication that emits a story once, however often it was copied."""

__version__ = "0.1.0"
PRODUCT = "Wirecopy"
"""The product token that sites address us by (RFC 9110, section 10.1.5; RFC 9309, section 2.2.1)."""
