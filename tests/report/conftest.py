"""The browser that tests of the report share ends with their session."""

import pytest
from tab import end_browser


@pytest.fixture(scope="session", autouse=True)
def _browser_ends():
    yield
    end_browser()
