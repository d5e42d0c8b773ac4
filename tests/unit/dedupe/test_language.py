"""Languages are told by their function words, other scripts by their letters; what is thin is left open."""

# ruff: noqa: RUF001 (letters of other alphabets are what is tested)

import pytest

from wirecopy.language import detect


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt"])
@pytest.mark.parametrize("name", ["original", "spun", "other"])
def test_languages_with_a_list_are_recognised(read, language, name):
    assert detect(read(language, name)) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Совет решил во вторник восстановить старый рынок у реки.", "ru"),
        ("市議会は火曜日に古い魚市場を再建することを決めた。", "ja"),
        ("市议会星期二决定重建旧鱼市场。", "zh"),
        ("시의회는 화요일에 오래된 어시장을 재건하기로 결정했다.", "ko"),
        ("Το δημοτικό συμβούλιο αποφάσισε την Τρίτη να ξαναχτίσει την αγορά.", "el"),
        ("قرر المجلس يوم الثلاثاء إعادة بناء السوق القديم", "ar"),
        ("", None),
        ("42 17 3.5 99 1,000 7 8 9 10", None),
        ("Herring Market Harbour Storm Quay Roof Clock Auction Stall Rent", None),
        ("the market", None),
        ("The café at the harbour is open in the morning and it is closed on Mondays — as it was.", "en"),
        ("\ud800 \udfff \ud800", None),
    ],
)
def test_by_script_or_not_at_all(text, language):
    assert detect(text) == language
