"""The parts of BeautifulSoup that the tree builder leans on, pinned: a release that moves them fails here, by name."""

import inspect

from bs4 import BeautifulSoup
from bs4.builder import TreeBuilder
from bs4.builder._lxml import LXMLTreeBuilder
from lxml import etree

from wirecopy.extract.tree import MAX_DEPTH, Fate, grow, parse, soup_of


def test_a_builder_feeds_a_soup_through_three_methods():
    assert list(inspect.signature(BeautifulSoup.handle_starttag).parameters)[:5] == [
        "self", "name", "namespace", "nsprefix", "attrs",
    ]  # fmt: skip
    assert list(inspect.signature(BeautifulSoup.handle_data).parameters) == ["self", "data"]
    assert list(inspect.signature(BeautifulSoup.handle_endtag).parameters)[:2] == ["self", "name"]
    assert issubclass(LXMLTreeBuilder, TreeBuilder)
    assert "multi_valued_attributes" in inspect.signature(TreeBuilder.__init__).parameters
    assert hasattr(TreeBuilder, "USE_DEFAULT")


def test_feed_is_called_once_even_without_markup():
    fed = []

    class Counting(LXMLTreeBuilder):
        def feed(self, markup):
            fed.append(markup)

    BeautifulSoup("", builder=Counting())
    assert fed == [""]


def fate(element: etree._Element) -> Fate:
    return {"nav": Fate.DROP, "span": Fate.UNWRAP}.get(element.tag, Fate.INLINE)


def test_only_what_is_wanted_becomes_a_tag():
    document = parse(
        "<body><nav><p>no</p></nav>before <span>in <b>bold</b></span> after<p><a onclick=x class='a b' href=y>end</a>"
    )
    soup = soup_of([document], fate)
    assert str(soup) == '<html><body>before in <b>bold</b> after<p><a href="y">end</a></p></body></html>'
    assert [tag.name for tag in soup.find_all(True)] == ["html", "body", "b", "p", "a"]


def test_blanks_about_blocks_are_left_out_save_in_code():
    document = parse("<div>\n<p> <b>one</b> <i>two</i></p>\n<pre>\n\n<p>\n</p> </pre></div>")
    soup = soup_of([document.find(".//div")], lambda it: Fate.INLINE if it.tag in "bi" else Fate.BLOCK)
    assert str(soup) == "<div><p><b>one</b> <i>two</i></p><pre>\n\n<p>\n</p> </pre></div>"


def test_a_grown_soup_knows_where_each_tag_came_from():
    document = parse("<body><p class='a b'>one</p><p>two</p>")
    grown = grow([document], fate)
    assert [grown.origins[id(tag)].text for tag in grown.soup.select("p.a, p:last-child")] == ["one", "two"]


def test_what_is_too_deep_is_flattened_and_keeps_its_text():
    document = parse("<div>" * (MAX_DEPTH + 50) + "deep")
    soup = soup_of([document], fate)
    assert len(soup.find_all(True)) == MAX_DEPTH
    assert soup.get_text() == "deep"
