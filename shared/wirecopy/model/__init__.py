"""The words everything else speaks: frozen dataclasses that are passed, stored and compared, and do nothing.

Times are timezone-aware and in UTC, but for what an article says of itself: that keeps the page's own offset, so that
its day is the one that its readers see. Whatever is stored on its own carries a ``schema`` number.
"""

from wirecopy.model.articles import Article, ArticleVersion, Evidence
from wirecopy.model.feeds import Attribution, Entry, EntryCopy, Feed, Manifest, Shown, Tombstone
from wirecopy.model.sources import Extent, Image, Link, Listing, Page, Rights, Rules, Source, SourceKind
from wirecopy.model.stories import Copy, Insertion, LeadReason, Relation, Story

__all__ = [
    "Article",
    "ArticleVersion",
    "Attribution",
    "Copy",
    "Entry",
    "EntryCopy",
    "Evidence",
    "Extent",
    "Feed",
    "Image",
    "Insertion",
    "LeadReason",
    "Link",
    "Listing",
    "Manifest",
    "Page",
    "Relation",
    "Rights",
    "Rules",
    "Shown",
    "Source",
    "SourceKind",
    "Story",
    "Tombstone",
]
