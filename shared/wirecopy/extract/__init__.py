"""From a page's bytes to an article."""

from wirecopy.extract.article import EXTRACTOR, extract

__all__ = ["EXTRACTOR", "extract"]
