"""What goes from a body, line by line, and what of the same look stays."""

import pytest
from bs4 import BeautifulSoup

from wirecopy.extract import extract
from wirecopy.extract.cleaning import Context, clean

PROSE = "<p>The ferry crossed the sound at dawn, and few in the harbour saw it leave, as it rained.</p>"
BODY = PROSE * 4
TITLE = "Ferry returns at last"


def texts(html: str, title: str = TITLE, authors: tuple[str, ...] = ("Ivo Dahl",)) -> list[str]:
    soup = BeautifulSoup(html, "lxml")
    told = clean(soup, Context(title=title, authors=authors))
    return [line.text for line in told if not line.text.startswith("The ferry crossed the sound")]


GONE = {
    "what comes to an inbox": (
        f"{BODY}<h3>Sign up for the Quay Daily</h3><p>The best of our harbour, in your inbox every morning.</p>{BODY}"
    ),
    "the title again": f"<h1>{TITLE}</h1>{BODY}",
    "a date before the first sentence": f"<p>17 May 2024, 12.30</p>{BODY}",
    "when it was published and changed": f"<p>PUBLISHED: May 17, 2024 at 4:30 p.m. | UPDATED: May 18, 2024</p>{BODY}",
    "links before the first sentence": f"<p>In: <a href=/a>Harbour</a>, <a href=/b>Ships</a></p>{BODY}",
    "an advertisement's label": f"{PROSE}<p>Advert</p>{BODY}",
    "a line that leads elsewhere": f"{PROSE}<p>Read more: <a href=/x>what it costs</a></p>{BODY}",
    "a long line of links that leads elsewhere": (
        f"{PROSE}<p>Don't miss<br>{'<a href=/x>The wall is to be mended before the storm</a> [News]<br>' * 5}</p>{BODY}"
    ),
    "what it is filed under": f"{BODY}<p>Category: Harbour</p>",
    "a bare link": f"{PROSE}<p><a href=/x>The harbour wall is to be mended</a></p>{BODY}",
    "a bare address": f"{PROSE}<p>https://quay.example/wall</p>{BODY}",
    "a heading that leads elsewhere, and its list": f"{PROSE}<h3>Related</h3><ul><li>The old wall</ul>{BODY}",
    "headings that are links under it": f"{PROSE}<h4>More:</h4><h4><a href=/a>The wall of old</a></h4>{BODY}",
    "a label that leads elsewhere, and its links": (
        f"{BODY}<div>More great stories</div><ul><li>The wall: <a href=/a>who pays</a><li>Fog <a href=/b>again</a></ul>"
    ),
    "comments, and all below": f"{BODY}<h3>Comments</h3><p>Said one: it is too dear, and always late.</p>",
    "a credit": f"{PROSE}<p>The ferry at dawn. Photo: Moira Penhale</p>{BODY}",
    "a call to follow": f"{PROSE}<p>Follow us on <a href=/t>Twitter</a>!</p>{BODY}",
    "an offer that ends in a call to click": (
        f"{PROSE}<p>Twelve issues of the Gazette, by post, for eleven pounds. <a href=/x>Click here</a>.</p>{BODY}"
    ),
    "the author's biography": f"{BODY}<p>Ivo Dahl is a writer who lives by the sea.</p>",
    "who reported, at the end": f"{BODY}<p>Reporting by Ivo Dahl; editing by Moira Penhale</p>",
    "who helped, at the end": f"{BODY}<p>Moira Penhale contributed to this report.</p>",
    "how to cite, and whose it is, at the end": f"{BODY}<p>Citation: Ferry (2024)</p><p>© 2024 Quay Gazette</p>",
    "where to write to, at the end": f"{BODY}<p>ivo.dahl@quay.example</p><p>@ivodahl</p>",
    "a last heading with nothing under it": f"{BODY}<h3>The council</h3>",
}


@pytest.mark.parametrize("html", GONE.values(), ids=GONE)
def test_what_is_none_of_the_article_goes(html):
    assert texts(html) == []


STAYS = {
    "thanks at an interview's end": ("Thank you for talking to us.", BODY + "<p>Thank you for talking to us.</p>"),
    "a first sentence full of links": (
        "For sale on the quay today, at half of what they cost: <a href=/a>a boat of oak with oars and sail</a>.",
        "<p>{}</p>" + BODY,
    ),
    "a price before the first sentence": (
        "Tested by: Moira Penhale, in fog, RRP: 49.95 pounds (or so) with the sail",
        "<p>{}</p>" + BODY,
    ),
    "a list that introduces": ("Three ropes", "<ul><li>{}</li></ul>" + BODY),
    "a section's heading": ("The council", BODY + "<h3>{}</h3>" + BODY),
    "a quotation that is a link": (
        "<a href=/x>Nobody saw it leave the harbour</a>",
        BODY + "<blockquote>{}</blockquote>" + BODY,
    ),
    "speech that begins like a plea": ("“Read more,” said the pilot, “and sleep less.”", BODY + "<p>{}</p>" + BODY),
    "a sentence in signs, before the first that ends in a stop": (
        "渡船在黎明时分离开海港没有多少人看见它因为下着雨",
        "<p>{}</p>" + BODY,
    ),
    "code that begins like a plea": ("print(ferry)", BODY + "<pre>{}</pre>" + BODY),
    "a step that says what to download": ("Download the <a href=/x>app</a>", BODY + "<ol><li>{}</li></ol>" + BODY),
    "who reported, in the middle": ("Reporting by radio was forbidden then", BODY + "<p>{}</p>" + BODY),
    "a linked list under no label": (
        "The <a href=/a>old wall</a>, <a href=/b>mended</a>",
        BODY + "<ul><li>{}</ul>" + BODY,
    ),
}


@pytest.mark.parametrize(("line", "page"), STAYS.values(), ids=STAYS)
def test_what_only_looks_like_it_stays(line, page):
    plain = BeautifulSoup(line, "lxml").get_text()
    assert texts(page.format(line)) == [plain]


def test_a_step_that_would_take_most_of_the_prose_is_passed_over():
    assert texts("<h3>Related</h3>" + "<p>A short line</p>" * 3) != []


def test_a_list_of_links_that_is_the_text_stays():
    links = "".join(f"<li><a href=/{n}>What the papers said of ferry number {n}</a></li>" for n in range(20))
    assert len(texts(f"<p>From the press:</p><ul>{links}</ul>")) >= 20


def test_the_tree_holds_what_the_lines_say():
    soup = BeautifulSoup(f"<h1>{TITLE}</h1>{BODY}<p>Advert</p>", "lxml")
    told = clean(soup, Context(title=TITLE))
    assert soup.get_text(" ", strip=True) == " ".join(line.text for line in told)


def test_code_keeps_its_lines_and_its_comments():
    code = "<pre><code><span class='token comment'># all at once</span><br><br>mix()<br>  bake()</code></pre>"
    article = extract(f"<article>{PAGE_OF_PROSE}{code}{PAGE_OF_PROSE}</article>".encode(), "http://a.example/a")
    assert "# all at once\n\nmix()\n  bake()" in article.text
    assert "<pre><code># all at once\n\nmix()\n  bake()</code></pre>" in article.html


def test_a_table_of_facts_before_the_text_keeps_its_links():
    rows = "<tr><th>Founder</th><td><a href='/q'>Ada Quill</a></td></tr><tr><th>Founded</th><td>in spring</td></tr>"
    article = extract(f"<article><table>{rows}</table>{PAGE_OF_PROSE}</article>".encode(), "http://a.example/a")
    assert article.text.startswith("Founder\nAda Quill\nFounded\nin spring\n")


PAGE_OF_PROSE = (
    "<p>" + "The oven was lit before dawn, and the first loaves were out when the baker's dog came by. " * 5 + "</p>"
)
