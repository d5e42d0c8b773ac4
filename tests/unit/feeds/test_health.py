"""The page of the sources: troubles first, and nothing said that is not known."""

from datetime import UTC, datetime, timedelta

from lxml import html

from wirecopy.feeds.health import Health, sources_document
from wirecopy.feeds.site import Site
from wirecopy.model import Source

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def source(name: str, *, paused: bool = False) -> Source:
    return Source(id=name, url=f"https://{name}.example/feed", title=name.title(), paused=paused, added_at=NOON)


def test_each_source_has_a_row_and_those_with_a_problem_come_first() -> None:
    document = sources_document(
        [
            Health(source=source("beta", paused=True), last_success=NOON, next_poll=NOON),
            Health(source=source("alpha"), entries_a_week=0.4),
            Health(
                source=source("gamma"),
                last_success=NOON,
                next_poll=NOON + timedelta(hours=1),
                interval=timedelta(minutes=90),
                entries_a_week=12.4,
                last_error="503 Service Unavailable",
                last_error_at=NOON - timedelta(days=2),
            ),
            Health(source=source("delta"), interval=timedelta(hours=26), problem="404 <b>Not Found</b>"),
        ],
        Site(url="https://feeds.example", title="Example Wire"),
    )
    page = html.document_fromstring(document.body.decode())
    assert document.path == "sources.html"
    assert "4 in all, 1 with a problem" in page.xpath("string(//header)")
    gone = "503 Service Unavailable, 18 Nov 2026, 12:00"
    assert [[cell.text_content() for cell in row] for row in page.xpath("//tbody/tr")] == [
        ["Delta", "404 <b>Not Found</b>", "", "", "26 h", "", ""],
        ["Alpha", "not asked yet", "", "", "", "under 1", ""],
        ["Beta", "paused", "20 Nov 2026, 12:00", "", "", "", ""],
        ["Gamma", "well", "20 Nov 2026, 12:00", "20 Nov 2026, 13:00", "90 min", "12", gone],
    ]


def test_what_is_known_of_no_source_has_no_column() -> None:
    document = sources_document(
        [Health(source=source("alpha"), last_success=NOON), Health(source=source("beta"))],
        Site(url="https://feeds.example"),
    )
    page = html.document_fromstring(document.body.decode())
    assert [head.text for head in page.xpath("//thead//th")] == ["Source", "Health", "Last success"]
    assert [[cell.get("data-head") for cell in row] for row in page.xpath("//tbody/tr")] == [
        [None, "Health", "Last success"]
    ] * 2


def test_without_sources_there_is_an_empty_table() -> None:
    document = sources_document([], Site(url="https://feeds.example"))
    page = html.document_fromstring(document.body.decode())
    assert page.xpath("//tbody/tr") == []
    assert "0 in all, none with a problem" in page.xpath("string(//header)")
