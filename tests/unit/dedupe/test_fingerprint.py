"""Copies share keys and different articles do not; short texts have their exact key alone."""

import pytest

from wirecopy.dedupe.fingerprint import fingerprint


def shared(text: str, later: str) -> set[str]:
    """What the earlier text posted and the later one reads."""
    probing = fingerprint(later)
    return set(fingerprint(text).posted) & {*probing.posted, *probing.probed}


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt"])
def test_a_spun_copy_meets_its_original_whichever_came_first(read, language):
    original, spun = read(language, "original"), read(language, "spun")
    assert shared(original, spun)
    assert shared(spun, original)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt"])
def test_another_article_of_the_same_town_meets_neither(read, language):
    assert not shared(read(language, "original"), read(language, "other"))


def test_a_brief_meets_the_article_that_it_begins(story):
    brief = " ".join(story.split()[:60])
    assert shared(story * 3, brief)
    assert shared(brief, story * 3)


def test_few_keys_are_written_and_not_very_many_read(story):
    print_ = fingerprint(story)
    assert len(print_.posted) == len(set(print_.posted)) <= 8
    assert len({*print_.posted, *print_.probed}) <= 64
    assert len(print_.signature) < 400


@pytest.mark.parametrize(
    ("one", "another", "same"),
    [
        ("The market is open\nfrom nine until noon today.", "The market is open from nine until noon TODAY.", True),
        ("The market is open from nine until noon today.", "The market is open from ten until noon today.", False),
        (
            "Le caf\u00e9 du port est ferm\u00e9 ce matin-l\u00e0.",
            "Le cafe\u0301 du port est ferme\u0301 ce matin-la\u0300.",
            True,
        ),
    ],
)
def test_the_exact_key_is_of_what_a_reader_sees(one, another, same):
    assert (fingerprint(one).exact == fingerprint(another).exact) is same


def test_a_short_text_is_found_by_its_exact_key_and_under_its_title_only():
    text = "This article is for subscribers. Sign in or take out a subscription to read on."
    one, another = fingerprint(text, title="A storm at sea"), fingerprint(text, title="A vote in the council")
    assert one.posted == (one.exact,)
    assert not one.probed
    assert one.exact != another.exact


@pytest.mark.parametrize("text", ["", " \n ", "...", "Watch the video"])
def test_what_is_hardly_a_text_has_no_key(text):
    print_ = fingerprint(text)
    assert (print_.exact, print_.posted, print_.probed) == ("", (), ())


def test_the_text_speaks_before_the_page_about_its_language(story):
    assert fingerprint(story, language="de") == fingerprint(story)
    assert fingerprint("1 2 3", language="de").language == "de"


def test_other_scripts_are_found_by_their_characters():
    text = (
        "市議会は火曜日、二〇一九年の嵐から空いたままの古い魚市場を再建することを決めた。工事は氷が消える春に始まる。"
        "屋根と時計は残されるが、競りは上の階に移り、下の階には喫茶店が入る。漁師の中には家賃を心配する人もいる。"
    )
    assert fingerprint(text).probed
    assert shared(text, "港の話題。" + text)
