"""From a page's bytes to an article: decode, parse once, gather facts, choose the root, clean it, render it."""

from wirecopy.extract.article import EXTRACTOR, extract

__all__ = ["EXTRACTOR", "extract"]
