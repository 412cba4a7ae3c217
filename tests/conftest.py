"""Scenario files below here are what tests read, many of them wrong; none is a test itself."""

import pytest
from hypothesis import HealthCheck, settings
from private_postgres import NoServer, running

collect_ignore_glob = ["*.scenario.yaml", "*.scenario.yml"]

# how long a test may take says something of the machine, not of what it tests
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")


LONG = ["wrong", "trees"]
"""Folders of tests that take a while each where many inputs are asked for."""


def pytest_collection_modifyitems(items):
    """What takes long comes first, so that no worker is alone with it in the end."""
    turns = {folder: turn for turn, folder in enumerate(LONG)}
    items.sort(key=lambda item: turns.get(item.path.parent.name, len(LONG)))


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server of this session's own."""
    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    try:
        with running() as server:
            yield server
    except NoServer as none:
        pytest.skip(str(none))
