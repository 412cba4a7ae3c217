"""Runs told to LangSmith: when asked for, and never else."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scenario_runner.suite.run import Options, run

SCENARIO = """\
scenario: Traced
secrets: [SHOP_KEY]
graph:
  state: {said: string}
  nodes: {act: {returns: {said: "the key is {{ state.said }}"}}}
  edges: [START -> act -> END]
steps:
  - {id: first, invoke: {said: "{{ env.SHOP_KEY }}"}}
branches:
  other: {from: first, steps: [{id: again, invoke: {said: tea}}]}
"""


@pytest.fixture
def heard(monkeypatch, tmp_path):
    """A LangSmith server on loopback, and the environment that leads there: what it hears."""
    told = []

    class Server(BaseHTTPRequestHandler):
        def do_POST(self):
            told.append(self.rfile.read(int(self.headers.get("content-length") or 0)))
            self._answer()

        do_PATCH = do_POST  # noqa: N815  # as http.server wants it

        def do_GET(self):
            told.append(self.path.encode())
            self._answer()

        def _answer(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({}).encode())

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("LANGSMITH_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2-of-a-test")
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_COMPRESSION", "false")
    monkeypatch.setenv("LANGSMITH_DISABLE_RUN_COMPRESSION", "true")
    monkeypatch.setenv("SHOP_KEY", "sk-4711-very-secret")
    monkeypatch.chdir(tmp_path)
    Path("one.scenario.yaml").write_text(SCENARIO)
    yield told
    server.shutdown()
    server.server_close()


def test_nobody_is_told_whatever_the_environment_says(heard):
    """Not one connection is made."""
    assert run(["."], Options()).outcome == "passed"
    assert heard == []


def test_runs_are_told_with_scenario_branch_and_step(heard):
    """And without secrets."""
    assert run(["."], Options(trace="langsmith")).outcome == "passed"
    everything = b"".join(heard).decode(errors="replace")
    for tag in ("scenario:Traced", "branch:main", "step:first", "branch:other", "step:again"):
        assert f'"{tag}"' in everything
    assert '"step":"first"' in everything.replace('": "', '":"')
    assert "***SHOP_KEY***" in everything
    assert "sk-4711-very-secret" not in everything
