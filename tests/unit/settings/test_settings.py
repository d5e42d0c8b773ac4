"""What a function is told by its environment."""

from dataclasses import dataclass

import pytest

from wirecopy.errors import UserError
from wirecopy.settings import read


@dataclass(frozen=True)
class Told:
    queue_url: str
    feed_size: int
    spacing: float


GIVEN = {"QUEUE_URL": "https://sqs.example/1", "FEED_SIZE": "100", "SPACING": "0.5", "HOME": "/root"}


def test_each_field_is_a_variable() -> None:
    assert read(Told, GIVEN) == Told("https://sqs.example/1", 100, 0.5)


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({}, "QUEUE_URL is missing, FEED_SIZE is missing, SPACING is missing"),
        (GIVEN | {"FEED_SIZE": "many"}, "FEED_SIZE='many' is no int"),
        (GIVEN | {"SPACING": ""}, "SPACING='' is no float"),
    ],
)
def test_every_mistake_is_named(environ: dict[str, str], words: str) -> None:
    with pytest.raises(UserError, match=f"environment of Told: {words}"):
        read(Told, environ)
