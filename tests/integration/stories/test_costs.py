"""What folding costs on DynamoDB: write and read units as AWS bills them, and round trips that wait for each other."""

import math
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

import pytest
from boto3.dynamodb.types import Binary

from wirecopy.store.fingerprints import DynamoIndex
from wirecopy.store.stories import DynamoStories


def size(value: Any) -> int:
    """The bytes of an attribute value or an item, near enough (DynamoDB developer guide, "Item sizes and formats")."""
    if isinstance(value, dict):
        return sum((0 if key in {"S", "N", "B", "L", "SS", "M"} else len(key)) + size(v) for key, v in value.items())
    if isinstance(value, list):
        return 3 + sum(1 + size(v) for v in value)
    return len(value.value if isinstance(value, Binary) else value)


class Meter:
    """A DynamoDB client that counts the units of what passes through it."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.written = self.read = 0

    def put_item(self, **request: Any) -> Any:
        self.written += math.ceil(size(request["Item"]) / 1024)
        return self._client.put_item(**request)

    def transact_write_items(self, **request: Any) -> Any:
        self.written += sum(2 * math.ceil(size(put["Put"]["Item"]) / 1024) for put in request["TransactItems"])
        return self._client.transact_write_items(**request)

    def update_item(self, **request: Any) -> Any:
        answer = self._client.update_item(**request)
        self.written += math.ceil(size(answer["Attributes"]) / 1024)
        return answer

    def batch_get_item(self, **request: Any) -> Any:
        asked = sum(len(table["Keys"]) for table in request["RequestItems"].values())
        answer = self._client.batch_get_item(**request)
        found = [item for items in answer["Responses"].values() for item in items]
        self.read += sum(math.ceil(size(item) / 4096) for item in found) + asked - len(found)
        return answer


class Logged:
    """A store that writes down its calls."""

    def __init__(self, store: object, log: list[str]) -> None:
        self._store, self._log = store, log

    def __getattr__(self, method: str) -> Callable:
        def call(*args, **kwargs):
            self._log.append(method)
            return getattr(self._store, method)(*args, **kwargs)

        return call


@pytest.fixture
def meter(dynamodb):
    return Meter(dynamodb)


@pytest.fixture
def metered(meter, stores_of):
    return stores_of(DynamoStories(meter, "Stories"), DynamoIndex(meter, "Fingerprints"))


@pytest.fixture
def article(make):
    """An article of about 600 words, with an address and a title of usual length."""

    def of(name: str, topic: str, **kwargs):
        return make.version(f"www.{name}-of-the-county", " ".join(make.sentences(topic, 38)), **kwargs)

    return of


def test_founding_a_story_writes_at_most_16_units(meter, metered, article):
    metered.fold(article("gazette", "rain", title="Rain is expected over the hills until the end of the week"))

    assert meter.written <= 16


def test_joining_a_story_writes_no_keys_and_less_than_founding(meter, metered, article):
    metered.fold(article("gazette", "rain"))
    meter.written = 0

    for number in range(5):
        metered.fold(article(f"herald-{number}", "rain", minute=number))

    assert meter.written / 5 <= 8


def test_a_copy_whose_text_is_kept_writes_at_most_16_units(meter, metered, article, make):
    metered.fold(article("gazette", "rain"))
    meter.written = 0
    cut = " ".join(make.sentences("rain", 38)[6:])

    outcome = metered.fold(make.version("www.herald-of-the-county", cut, minute=1))

    (row,) = metered.stories.read(stories=[outcome.story]).stories.values()
    assert len(row.references) == 2
    assert meter.written <= 16


def test_folding_again_writes_nothing(meter, metered, article):
    for _ in range(2):
        metered.fold(article("gazette", "rain"))
        written = meter.written
    metered.fold(article("gazette", "rain"))

    assert meter.written == written


class Beside(Executor):
    """A pool that writes down what it was handed to do beside the caller's next call, and does it."""

    def __init__(self, log: list[str]) -> None:
        self._log = log

    def submit(self, call, /, *args, **kwargs):
        done = Future()
        done.set_result(call(*args, **kwargs))
        self._log[-1] += " beside"
        return done


def waves(stores, v) -> list[str]:
    """The calls of one fold that wait for each other; one made ``beside`` the next is no wave of its own."""
    log: list[str] = []
    stores.behind(lambda _, store: Logged(store, log)).fold(v, pool=Beside(log))
    return log


def test_founding_takes_four_waves(metered, article):
    metered.fold(article("gazette", "rain"))

    assert waves(metered, article("herald", "snow")) == ["probe", "read", "post beside", "write", "probe"]


def test_joining_takes_three_waves(metered, article):
    metered.fold(article("gazette", "rain"))

    assert waves(metered, article("herald", "rain", minute=1)) == ["probe", "read", "write"]


def test_folding_again_takes_two_waves(metered, article):
    metered.fold(article("gazette", "rain"))

    assert waves(metered, article("gazette", "rain")) == ["probe", "read"]


def test_a_new_version_of_a_copy_takes_three_waves(metered, article):
    metered.fold(article("gazette", "rain"))
    metered.fold(article("herald", "rain", minute=1))

    assert waves(metered, article("herald", "rain", minute=2)) == ["probe", "read", "write"]
