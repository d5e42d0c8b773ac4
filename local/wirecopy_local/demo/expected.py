"""What a run over the sample sites must find, for tests and for whoever changes them."""

from wirecopy.model import Relation

ARTICLES = {
    "dailyguidehub.example": 2,
    "docs.trellis.example": 4,
    "fieldnotes.example": 4,
    "harbourpost.example": 6,
    "homewisetips.example": 2,
    "mossandmortar.example": 4,
    "oddments.example": 3,
    "stationmaster.example": 4,
    "tagwerk.example": 1,
    "valleyclarion.example": 5,
}
"""How many articles each host has that a source of ``sources.opml`` leads to."""

COPIES = {
    "http://mossandmortar.example/2026/03/tool-library/": Relation.ORIGINAL,
    "http://valleyclarion.example/stories/55160-tool-library.html": Relation.EXACT,
    "http://harbourpost.example/news/tool-library-reprint-59270": Relation.NEAR,
    "http://homewisetips.example/blog/how-does-a-tool-lending-club-work": Relation.SPUN,
    "http://dailyguidehub.example/68887/benefits-of-sharing-equipment": Relation.SPUN,
}
"""The one story that is told five times, and how each copy stands to its original (the earliest by its date)."""

STORIES = sum(ARTICLES.values()) - len(COPIES) + 1

APART = (
    (
        "http://mossandmortar.example/2026/03/tomato-blight/",
        "http://fieldnotes.example/2026/blight-forecasts",
    ),
    (
        "http://harbourpost.example/news/ferry-fares-52740",
        "http://stationmaster.example/journal/electric-ferry",
    ),
    (
        "http://harbourpost.example/news/swing-bridge-60985",
        "http://valleyclarion.example/stories/62300-swing-bridge.html",
    ),
    (
        "http://harbourpost.example/news/mobile-library-56480",
        "http://valleyclarion.example/stories/57950-sunday-library.html",
    ),
    (
        "http://docs.trellis.example/en/latest/news/release-4-2.html",
        "http://docs.trellis.example/en/latest/news/release-4-3.html",
    ),
)
"""Different articles on the same topic, which are never one story."""

ON_TWO_PAGES = (
    "http://stationmaster.example/journal/trolleybus-wires",
    ("coming back without most of the wires", "What it did not have was the pavement."),
)
"""An article that goes on on a second page, and how each of them begins or ends."""

FAILURES = {
    "http://oddments.example/html.xml": "HTML",
    "http://oddments.example/empty.xml": "empty",
    "http://oddments.example/error.xml": "500",
    "http://oddments.example/loop.xml": "redirect",
}
"""The sources that give nothing, each with a word of the reason that the summary names."""

GONE = "http://oddments.example/gone.htm"
"""An article that is listed and answers 404."""

FORBIDDEN = "http://oddments.example/private/minutes.htm"
"""An article that is listed and that robots.txt keeps to itself."""

VALIDATED = 9
"""How many sources have validators and answer 304 when polled again: all but those of ``oddments.example``."""
