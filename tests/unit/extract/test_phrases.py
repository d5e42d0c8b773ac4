# ruff: noqa: RUF001
"""What lines say where an article ends or pauses, in every language."""

import pytest

from wirecopy.extract import phrases
from wirecopy.extract.phrases import Phrases

LANGUAGES = {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "zh", "ja"}
TABLES = {
    "related": phrases.RELATED,
    "comments": phrases.COMMENTS,
    "pleas": phrases.PLEAS,
    "about": phrases.ABOUT,
    "imprint": phrases.IMPRINT,
}


@pytest.mark.parametrize("name", TABLES)
def test_every_table_speaks_every_language(name):
    assert set(TABLES[name]) >= LANGUAGES


@pytest.mark.parametrize("name", TABLES)
def test_every_phrase_matches_a_line_that_is_just_that(name):
    table = Phrases(TABLES[name])
    written = [phrase for row in TABLES[name].values() for phrase in row.split("|")]
    assert [phrase for phrase in written if not table.match(phrase.removesuffix("$"))] == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("related", "Related"),
        ("related", "RELATED STORIES"),
        ("related", "→ Read more: what the ferry costs"),
        ("related", "More great Quay Gazette stories"),
        ("related", "Advert"),
        ("related", "Das könnte Sie auch interessieren"),
        ("related", "À lire aussi : le bac est de retour"),
        ("related", "Te puede interesar"),
        ("related", "Leggi anche: il traghetto"),
        ("related", "Leia também"),
        ("related", "Lees ook: de veerboot"),
        ("related", "Zobacz także"),
        ("related", "Читайте также: паром вернулся"),
        ("related", "相关阅读：渡轮"),
        ("related", "関連記事"),
        ("comments", "Leave a Reply"),
        ("comments", "Comments (12)"),
        ("comments", "Schreibe einen Kommentar"),
        ("comments", "Laisser un commentaire"),
        ("comments", "Deja una respuesta"),
        ("comments", "Lascia un commento"),
        ("comments", "Deixe um comentário"),
        ("comments", "Geef een reactie"),
        ("comments", "Dodaj komentarz"),
        ("comments", "Оставить комментарий"),
        ("comments", "发表评论"),
        ("comments", "コメントを書く"),
        ("pleas", "Share this article"),
        ("pleas", "Artikel teilen"),
        ("pleas", "Partager sur les réseaux"),
        ("pleas", "Comparte esto"),
        ("pleas", "Condividi"),
        ("pleas", "Compartilhe"),
        ("pleas", "Deel dit bericht"),
        ("pleas", "Udostępnij"),
        ("pleas", "Поделиться"),
        ("pleas", "分享到微博"),
        ("pleas", "この記事をシェアする"),
        ("pleas", "To continue reading, log in"),
        ("pleas", "Pour lire la suite, abonnez-vous"),
        ("about", "About the author"),
        ("about", "Ihre Ansprechpartnerin"),
        ("imprint", "(Reporting by Ivo Dahl; editing by Moira Penhale)"),
        ("imprint", "© 2024 The Quay Gazette"),
    ],
)
def test_lines_that_are_none_of_an_article(name, line):
    assert Phrases(TABLES[name]).match(line)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("related", "Related parties were not told of the sale."),
        ("related", "Latest figures show that fewer sail."),
        ("related", "Advertisers have left the harbour wall bare."),
        ("comments", "Comments by the harbour master were brief."),
        ("pleas", "Printing presses stood in the old mill."),
        ("pleas", "Registered ships may enter at night."),
        ("pleas", "Seguirono anni difficili per il porto."),
        ("pleas", "Photography came late to the island."),
        ("imprint", "Copyrighted charts hung on the wall."),
    ],
)
def test_a_phrase_is_no_part_of_a_word_and_a_whole_line_is_whole(name, line):
    assert not Phrases(TABLES[name]).match(line)


@pytest.mark.parametrize(
    ("line", "recruits"),
    [
        ("Follow the Gazette on Twitter.", True),
        ("Find us on Facebook and Instagram", True),
        ("Have you heard? Join our Telegram channel with this link.", True),
        ("¿Ya lo sabías? Únete a nuestro canal de Telegram.", True),
        ("Folge uns auf Instagram!", True),
        ("Twelve issues of the Gazette for eleven pounds. Click here for more information.", True),
        ("He asked the crew to follow him on Twitter.", False),
        ("The ferry company left Twitter in spring.", False),
        ("Click here and there, the old clock went on.", False),
    ],
)
def test_who_calls_for_followers_does_so_at_the_start_of_a_sentence(line, recruits):
    assert phrases.recruits(line) is recruits


@pytest.mark.parametrize(
    ("line", "helped"),
    [
        ("Ivo Dahl contributed to this report.", True),
        ("Ivo Dahl contributed reporting from the harbour.", True),
        ("The fog contributed to this winter's delays.", False),
    ],
)
def test_who_helped_is_named_at_the_end(line, helped):
    assert phrases.helped(line) is helped
