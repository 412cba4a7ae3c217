"""What several modules look at, once."""

import pytest
from shipped import played


@pytest.fixture(scope="session")
def whole_run(tmp_path_factory):
    """One run of all shipped scenarios, as a newcomer starts it."""
    return played(["scenarios"], tmp_path_factory.mktemp("run"))
