"""What every reader may rely on: each format against its definition, and RSS against what the W3C validator objects to.

https://validator.w3.org/feed/docs/
"""

import json
import re
from email.utils import parsedate_to_datetime
from pathlib import Path

import jsonschema
from lxml import etree

TESTDATA = Path(__file__).parent / "testdata"
ATOM = etree.RelaxNG(etree.parse(TESTDATA / "atom.rng"))
JSON_FEED = jsonschema.Draft202012Validator(json.loads((TESTDATA / "jsonfeed.schema.json").read_text()))
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
ONCE = ("title", "link", "description", "guid", "pubDate", "source")


def check(bodies: dict[str, bytes]) -> None:
    """All three against their definitions, and RSS against what the W3C's validator objects to."""
    ATOM.assertValid(etree.fromstring(bodies["atom.xml"]))
    JSON_FEED.validate(json.loads(bodies["feed.json"]))
    for body in bodies.values():
        assert not FORBIDDEN.search(body.decode())
    (channel,) = etree.fromstring(bodies["rss.xml"])
    assert all(channel.findtext(name, "").strip() for name in ("title", "link", "description"))
    ids = []
    for item in channel.iter("item"):
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
