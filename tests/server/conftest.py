"""A LangGraph server of the session's own, with the graphs of these tests."""

import shutil
from pathlib import Path

import pytest
from langgraph_dev import serving

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The url of a server that has the graphs of langgraph.json."""
    pytest.importorskip("langgraph_api", reason="langgraph dev is the extra server-test's")
    folder = tmp_path_factory.mktemp("server")
    for name in ("langgraph.json", "server_graphs.py"):
        shutil.copy(HERE / name, folder / name)
    with serving(folder) as url:
        yield url
