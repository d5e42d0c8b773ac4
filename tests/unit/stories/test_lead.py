"""Which copy is believed to be the original, and why."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from wirecopy.dedupe import lead
from wirecopy.model import Article, Copy, Evidence, Insertion, LeadReason, Link, Listing, Relation

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def copy(name, *, seen=0, dated=None, trusted=True, **facts):
    """The copy at ``https://NAME/``, first seen and dated so many minutes after noon."""
    return Copy(
        article=name,
        url=f"https://{name}/",
        title=name,
        relation=Relation.NEAR,
        similarity=0.9,
        published=None if dated is None else NOON + timedelta(minutes=dated),
        first_seen=NOON + timedelta(minutes=seen),
        observed_at=NOON + timedelta(minutes=seen),
        version_key=f"articles/{name}/1.json",
        date_trusted=trusted and dated is not None,
        **facts,
    )


A, B, C, R = "a.example", "b.example", "c.example", "r.example"


@pytest.mark.parametrize(
    ("copies", "expected", "reason"),
    [
        pytest.param([copy(A)], A, LeadReason.FIRST_SEEN, id="a lone copy"),
        pytest.param([copy(A, dated=-5)], A, LeadReason.EARLIEST, id="a lone copy with a date"),
        pytest.param([copy(A, seen=1), copy(B)], B, LeadReason.FIRST_SEEN, id="nothing but sightings"),
        pytest.param([copy(B), copy(A)], A, LeadReason.UNKNOWN, id="seen at the same moment"),
        pytest.param(
            [copy(A, dated=-5), copy(B, seen=1, dated=-9)], B, LeadReason.EARLIEST, id="the earlier of two dates"
        ),
        pytest.param(
            [copy(A, dated=-5), copy(B, seen=1, dated=-9, trusted=False)],
            A,
            LeadReason.EARLIEST,
            id="a date that is not trusted",
        ),
        pytest.param(
            [copy(A), copy(B, seen=60, dated=30)], A, LeadReason.FIRST_SEEN, id="seen before the other's date"
        ),
        pytest.param(
            [copy(A), copy(B, seen=5, canonical="https://a.example/")], A, LeadReason.CANONICAL, id="rel=canonical"
        ),
        pytest.param(
            [copy(A, canonical="https://b.example/#top"), copy(B, seen=5)],
            B,
            LeadReason.CANONICAL,
            id="rel=canonical beats what was seen",
        ),
        pytest.param(
            [copy(A, canonical="https://a.example/"), copy(B, seen=5)], A, LeadReason.FIRST_SEEN, id="its own canonical"
        ),
        pytest.param(
            [copy(A, canonical="https://elsewhere.example/"), copy(B, seen=5)],
            A,
            LeadReason.FIRST_SEEN,
            id="a canonical that is no copy",
        ),
        pytest.param(
            [copy(A, canonical="https://b.example/"), copy(B, seen=5, canonical="https://a.example/")],
            A,
            LeadReason.FIRST_SEEN,
            id="two that name each other",
        ),
        pytest.param(
            [copy(A, canonical="https://b.example/"), copy(B, seen=5, canonical="https://c.example/"), copy(C, seen=9)],
            C,
            LeadReason.CANONICAL,
            id="the end of a chain",
        ),
        pytest.param(
            [copy(A, origins=("b.example",)), copy(B, seen=5)], B, LeadReason.ATTRIBUTION, id="a host is credited"
        ),
        pytest.param(
            [copy(A, origins=("example.org",)), copy("news.example.org", seen=5)],
            "news.example.org",
            LeadReason.ATTRIBUTION,
            id="the site of a host is credited",
        ),
        pytest.param(
            [copy(A, origins=("c.example",)), copy(B, seen=5, canonical="https://a.example/"), copy(C, seen=9)],
            A,
            LeadReason.CANONICAL,
            id="rel=canonical before credit",
        ),
        pytest.param(
            [copy(A, canonical="http://[bad"), copy(B, seen=5)], A, LeadReason.FIRST_SEEN, id="a broken address"
        ),
    ],
)
def test_the_lead(copies, expected, reason):
    assert lead.choose(copies) == (expected, reason)
    assert lead.choose(copies[::-1]) == (expected, reason)


def planted(*places):
    return tuple(Insertion(at=at, phrase="cheap roof repair") for at in places)


@pytest.mark.parametrize(
    ("copies", "expected"),
    [
        pytest.param([copy(A, inserted=planted(70)), copy(B, seen=5)], B, id="the first has a phrase of its own"),
        pytest.param(
            [copy(A, inserted=planted(70)), copy(B, seen=5, inserted=planted(71)), copy(C, seen=9)],
            A,
            id="another has it too",
        ),
        pytest.param(
            [copy(A, inserted=planted(70)), copy(B, seen=5, inserted=planted(200))], A, id="each has one of its own"
        ),
        pytest.param(
            [copy(A, inserted=planted(70)), copy(B, seen=5, canonical="https://a.example/")],
            B,
            id="whatever others say of it",
        ),
        pytest.param([copy(R), copy(B, seen=5, lacking=(70,))], B, id="all others lack what the reference has"),
        pytest.param(
            [copy(R), copy(B, seen=5, lacking=(70,)), copy(C, seen=9)], R, id="but half of the others lack it"
        ),
        pytest.param(
            [copy(R), copy(B, seen=5, lacking=(70,)), copy(C, seen=9, lacking=(300,))],
            R,
            id="others lack something each",
        ),
    ],
)
def test_the_lead_has_no_phrase_that_the_others_lack(copies, expected):
    assert lead.choose(copies, reference=R)[0] == expected


def test_a_person_overrules_while_the_copy_is_there():
    copies = [copy(A, dated=-9), copy(B)]

    assert lead.choose(copies, overruled=B) == (B, LeadReason.OVERRULED)
    assert lead.choose(copies, overruled="gone") == (A, LeadReason.EARLIEST)


LINKED = '<p>The post appeared first on <a class="x" href="https://gazette.example/rain">The Gazette</a>.'
FURTHER_ON = "She first appeared on stage in 1990. More at gazette.example."


@pytest.mark.parametrize(
    ("text", "html", "expected"),
    [
        pytest.param("This story first appeared on gazette.example.", "", ("gazette.example",), id="a domain"),
        pytest.param("Originally published at www.gazette.example.", "", ("gazette.example",), id="with www"),
        pytest.param("", LINKED, ("gazette.example",), id="a link"),
        pytest.param("First published by The Gazette.", "", (), id="a name alone"),
        pytest.param(FURTHER_ON, "", (), id="a domain in another sentence"),
        pytest.param("This article appeared first on herald.example.", "", (), id="its own host"),
        pytest.param("Read gazette.example.", '<a href="https://gazette.example/">Gazette</a>', (), id="no credit"),
    ],
)
def test_the_hosts_that_a_text_credits(text, html, expected):
    article = Article(url="https://herald.example/1", text=text, html=html)

    assert lead.origins(article, []) == expected


def test_the_host_that_a_source_credits():
    article = Article(url="https://herald.example/1")
    link = Link(url=article.url, origin="https://feeds.gazette.example/all.xml")

    assert lead.origins(article, [Listing(source="s", article="a", link=link, seen_at=NOON)]) == ("gazette.example",)


@pytest.mark.parametrize(
    ("published", "confidence", "trusted"),
    [
        (NOON - timedelta(days=1), 0.9, True),
        (NOON - timedelta(days=1), 0.2, False),
        (NOON + timedelta(days=1), 0.9, False),
        (None, 0.9, False),
    ],
    ids=["stated well", "a guess", "from the future", "none"],
)
def test_a_date_is_trusted_by_its_evidence(published, confidence, trusted):
    evidence = (Evidence(field="published", source="json-ld", value="", confidence=confidence),)

    assert lead.date_trusted(Article(url="", published=published, evidence=evidence), NOON) is trusted


@pytest.mark.parametrize(
    "text",
    [
        "first appeared on " * 20_000,
        ("first appeared on " + "a-" * 140) * 2_000,
        "originally " * 100_000,
        "<a " * 200_000,
        "first appeared on <a " + "x " * 100_000,
    ],
    ids=["credits", "almost domains", "beginnings", "tags", "a long tag"],
)
def test_hostile_text_takes_no_time(text):
    before = time.process_time()

    lead.origins(Article(url="https://herald.example/1", text=text, html=text), [])

    assert time.process_time() - before < 0.5
