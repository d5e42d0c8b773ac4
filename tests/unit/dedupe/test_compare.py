"""Two texts side by side: nothing of either is lost, and what was done to the second is named."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.dedupe.compare import Kind, Told, compare
from wirecopy_local.cli import main

PLANTED = "cheap herring fillets online"


def planted(text: str) -> str:
    return text.replace("when the ice has gone", f"when the ice {PLANTED} has gone")


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt"])
@pytest.mark.parametrize("name", ["original", "spun", "other"])
def test_the_pieces_are_both_texts_from_beginning_to_end(read, language, name):
    one, another = read(language, "original"), read(language, name)
    pieces = compare(one, another).pieces
    assert "".join(piece.reference for piece in pieces) == one
    assert "".join(piece.other for piece in pieces) == another


@given(st.text(st.characters(exclude_categories=["Cs", "Mn"]), max_size=200), st.text("the a market. \n", max_size=200))
def test_so_they_are_of_any_texts(one, another):
    pieces = compare(one, another).pieces
    assert "".join(piece.other for piece in pieces) == another


def test_swaps_and_cuts_are_told_apart(story):
    changed = story.replace("rebuild the old fish market", "restore the old fish market").replace(" of six years", "")
    changed = changed.replace("on the road between the market and the station, ", "")
    kinds = {(p.kind, p.reference.strip(), p.other.strip()) for p in compare(story, changed).pieces}
    assert (Kind.SWAPPED, "rebuild", "restore") in kinds
    assert (Kind.MISSING, "on the road between the market and the station,", "") in kinds
    assert Kind.INSERTED not in {kind for kind, *_ in kinds}


def test_a_planted_phrase_is_shown(story):
    comparison = compare(story, planted(story))
    assert [found.phrase for found in comparison.insertions] == [PLANTED]
    assert [p.other.strip() for p in comparison.pieces if p.kind is Kind.INSERTED] == [PLANTED]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text, "the very same words"),
        (planted, "a reprint"),
        (lambda text: " ".join(text.split()[:70]), "an excerpt"),
        (lambda _: "Nothing of the kind was said.", "different texts"),
    ],
)
def test_the_verdict_in_words(story, change, said):
    assert compare(story, change(story)).in_words.startswith(said)


FORECAST = """
Tomorrow it will be {} in most places, with {} in the valleys and {} by the shore. In the morning the wind will come
from the {}, and it will be {} up on the hills than it is down in the towns. At noon the clouds will have {} in the
east, and in the west there may still be {} for an hour. Those who go out should take {} with them, for in the afternoon
it will feel {} than it has for days. During the night there will be {} on the higher roads, and so it stays all week.
"""
DRY = FORECAST.format("dry", "fog", "rain", "south", "windier", "broken", "haze", "sunscreen", "warmer", "frost")
WET = FORECAST.format("wet", "snow", "sleet", "north", "milder", "thickened", "hail", "umbrellas", "colder", "slush")


@pytest.mark.parametrize(
    ("sites", "said", "warned"),
    [
        (("a.example", "a.example"), "different texts (other words in the same places, on one site)", False),
        (("a.example", "b.example"), "a reprint", False),
        (("a.example", ""), "a reprint", True),
        (("", ""), "a reprint", True),
    ],
)
def test_the_verdict_is_the_pipelines_where_the_sites_are_told(sites, said, warned):
    comparison = compare(DRY, WET, told=(Told(sites[0]), Told(sites[1])))
    assert comparison.in_words.startswith(said)
    assert ("were both of one site" in comparison.in_words) is warned


def test_no_site_is_asked_for_where_it_would_change_nothing(read):
    assert not compare(read("en", "original"), read("en", "spun")).unless_of_one_site


@pytest.fixture
def files(tmp_path, story) -> list[str]:
    one, another = tmp_path / "[one].txt", tmp_path / "another.html"
    one.write_text(story, encoding="utf-8")
    paragraphs = "".join(f"<p>{sentence}.</p>" for sentence in planted(story).split(". "))
    page = f"<html lang=en><head><title>The market</title></head><body><article>{paragraphs}</article></body></html>"
    another.write_text(page, encoding="utf-8")
    return [str(one), str(another)]


def test_the_command_shows_both_on_a_terminal(files, capsys):
    assert main(["compare", *files]) == 0
    out = capsys.readouterr().out
    assert "a reprint" in out
    assert f"inserted at word 42: {PLANTED}" in out
    assert "[one].txt" in out.replace("\n", "")


def test_as_json(files, capsys):
    assert main(["compare", files[0], "--json", files[1]]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["relation"] == "near"
    assert [found["phrase"] for found in told["insertions"]] == [PLANTED]


def test_as_a_page_on_which_markup_is_only_shown(tmp_path, story, capsysbinary):
    hostile = tmp_path / "hostile.txt"
    hostile.write_text(story.replace("the iron roof", "<script>alert(1)</script> roof"), encoding="utf-8")
    assert main(["compare", "--html", str(hostile), str(hostile)]) == 0
    page = capsysbinary.readouterr().out.decode()
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_file_that_is_not_there_is_the_users_mistake(files, capsys):
    assert main(["compare", files[0], "nowhere.txt"]) == 2
    assert "nowhere.txt cannot be read" in capsys.readouterr().err
