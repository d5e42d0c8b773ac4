"""What every reader may rely on: each format against its definition, and RSS against what the W3C validator objects to.

https://validator.w3.org/feed/docs/
"""

import json
import re
from email.utils import parsedate_to_datetime
from html.entities import name2codepoint
from pathlib import Path

import jsonschema
from lxml import etree

TESTDATA = Path(__file__).parent / "testdata"
ATOM = etree.RelaxNG(etree.parse(TESTDATA / "atom.rng"))
JSON_FEED = jsonschema.Draft202012Validator(json.loads((TESTDATA / "jsonfeed.schema.json").read_text()))
ATOM_SPACE = "{http://www.w3.org/2005/Atom}"
CANONICAL = re.compile(r"https?://[a-z0-9.\[\]_~:-]+/.*|tag:.+")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
RELATIVE = re.compile(r"""<[^>]*\s(href|src|cite)="(?!https?://|mailto:)""")
LIKE_MARKUP = re.compile(rf"</\w+>|&(({'|'.join([*name2codepoint, 'apos'])})\b|#?\w*[\d_])")
UNSAFE = re.compile(r"(?i)<(script|style|meta|embed|object|iframe)\b|<[^>]*\s(on[a-z]+|style)\s*=")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
ONCE = ("title", "link", "description", "guid", "pubDate", "source")


def check(bodies: dict[str, bytes]) -> None:
    """All three against their definitions, and RSS against what the W3C's validator objects to."""
    atom = etree.fromstring(bodies["atom.xml"])
    ATOM.assertValid(atom)
    check_atom(atom)
    JSON_FEED.validate(json.loads(bodies["feed.json"]))
    for body in bodies.values():
        assert not FORBIDDEN.search(body.decode())
    (channel,) = etree.fromstring(bodies["rss.xml"])
    assert all(channel.findtext(name, "").strip() for name in ("title", "link", "description"))
    assert [link.get("rel") for link in channel.findall(f"{ATOM_SPACE}link")].count("self") == 1
    assert all(LANGUAGE.fullmatch(it.text or "") for it in channel.iter("language", "{*}language"))
    ids = []
    for item in channel.iter("item"):
        assert len(item.findall("enclosure")) <= 1
        assert all(MEDIA_TYPE.fullmatch(it.get("type", "")) for it in item.findall("enclosure"))
        check_html(item.findtext("{*}encoded", ""))
        assert all(len(item.findall(name)) <= 1 for name in ONCE)
        assert item.findtext("title", "").strip()
        names = [str(element.tag) for element in item]
        encoded = [n for n, name in enumerate(names) if name.endswith("encoded")]
        assert all(names.index("description") < n for n in encoded)
        ids.append(item.findtext("guid"))
        assert parsedate_to_datetime(item.findtext("pubDate", ""))
        for element in item.iter(etree.Element):
            assert (element.text or "").strip() or element.attrib or len(element), f"an empty {element.tag}"
            for name in ("href", "url"):
                assert name not in element.attrib or element.get(name, "").startswith(("http://", "https://"))
    assert len(ids) == len(set(ids))


def check_atom(feed: etree._Element) -> None:
    """What the validator warns of beside the grammar: MissingSelf, DuplicateAtomLink, NotBlank, NonCanonicalURI,
    DuplicateEntries, MissingSourceElement, ContainsUndeclaredHTML, ContainsRelRef, SecurityRisk.
    """
    assert [link.get("rel") for link in feed.findall(f"{ATOM_SPACE}link")].count("self") == 1
    entries = feed.findall(f"{ATOM_SPACE}entry")
    assert len({entry.findtext(f"{ATOM_SPACE}id") for entry in entries}) == len(entries)
    for element in feed.iter("{*}id"):
        assert CANONICAL.fullmatch(element.text or ""), element.text
    for element in feed.iter(*(ATOM_SPACE + name for name in ("title", "subtitle", "name", "summary", "rights"))):
        assert (element.text or "").strip()
        is_html, like_markup = element.get("type") == "html", LIKE_MARKUP.search(element.text or "")
        assert is_html or element.tag == f"{ATOM_SPACE}name" or not like_markup
        assert not is_html or "<" not in (element.text or "")
    for entry in entries:
        assert [link.get("rel") for link in entry.findall(f"{ATOM_SPACE}link")].count("alternate") <= 1
        assert {"id", "title", "updated"} <= {etree.QName(it).localname for it in entry.find(f"{ATOM_SPACE}source")}
        check_html(entry.findtext(f"{ATOM_SPACE}content", ""))


def check_html(html: str) -> None:
    """No relative reference (ContainsRelRef) and nothing that runs (SecurityRisk)."""
    assert not RELATIVE.search(html)
    assert not UNSAFE.search(html)
