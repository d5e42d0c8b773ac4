"""One server for all tests of a module; makes ``loopback`` importable for the tests beside it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from loopback import Site, Stores


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def site(server: Site) -> Site:
    server.answers.clear()
    server.asked.clear()
    server.asked_for_reservations.clear()
    return server


@pytest.fixture
def stores(site: Site) -> Stores:
    return Stores(site)
