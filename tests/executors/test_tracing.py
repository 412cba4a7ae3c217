"""Runs told to LangSmith and to a collector of OpenTelemetry: when asked for, and never else."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scenario_runner.suite.run import Options, run
from scenario_runner.suite.usage import UsageFault

SCENARIO = """\
scenario: Traced
secrets: [SHOP_KEY]
graph:
  state: {said: string, messages: messages}
  nodes:
    act: {returns: {said: "the key is {{ state.said }}"}}
    refuse: {raises: {type: ValueError, message: "{{ state.messages[0].content }} is refused"}}
  edges:
    - START -> act
    - {from: act, to: refuse, when: "{{ state.messages | length > 1 }}", otherwise: END}
steps:
  - id: first
    invoke:
      said: "{{ env.SHOP_KEY }}"
      messages: [{role: user, content: "my key: {{ env.SHOP_KEY }}"}]
    config: {shop: "{{ env.SHOP_KEY }}"}
branches:
  other:
    from: first
    steps:
      - {id: again, invoke: {said: tea, messages: [more]}, expect: {raises: {type: ValueError}}}
"""
TAGS = ("scenario:Traced", "branch:main", "step:first", "branch:other", "step:again")
SECRET = "sk-4711-very-secret"


@pytest.fixture
def heard(monkeypatch, tmp_path):
    """A server on loopback, and the environment that leads there: paths and bodies it hears."""
    told = []

    class Server(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers.get("content-length") or 0)
            told.append((self.path, self.rfile.read(length)))
            self._answer()

        do_PATCH = do_POST  # noqa: N815  # as http.server wants it

        def do_GET(self):
            told.append((self.path, b""))
            self._answer()

        def _answer(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({}).encode())

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    for name, value in {
        "LANGSMITH_ENDPOINT": address,
        "LANGSMITH_API_KEY": "lsv2-of-a-test",
        "LANGSMITH_TRACING": "true",
        "LANGSMITH_DISABLE_RUN_COMPRESSION": "true",
        "LANGSMITH_OTEL_ENABLED": "true",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"{address}/collector",
        "OTEL_EXPORTER_OTLP_COMPRESSION": "none",
        "OTEL_SERVICE_NAME": "tea-shop",
        "SHOP_KEY": SECRET,
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    Path("one.scenario.yaml").write_text(SCENARIO)
    yield told
    server.shutdown()
    server.server_close()


def test_nobody_is_told_whatever_the_environment_says(heard):
    """Not one connection is made."""
    assert run(["."], Options()).outcome == "passed"
    assert heard == []


def test_runs_are_told_with_scenario_branch_and_step(heard, monkeypatch):
    """And without secrets, wherever they stand: in the state, in messages, in configuration, in
    what was raised."""
    monkeypatch.delenv("LANGSMITH_OTEL_ENABLED")
    assert run(["."], Options(trace="langsmith")).outcome == "passed"
    everything = b"".join(body for _, body in heard).decode(errors="replace")
    for tag in TAGS:
        assert f'"{tag}"' in everything
    assert '"step":"first"' in everything.replace('": "', '":"')
    assert "my key: ***SHOP_KEY***" in everything
    assert SECRET not in everything


def test_a_collector_of_opentelemetry_is_told_the_same(heard):
    """By its own variables; LangSmith is told nothing."""
    assert run(["."], Options(trace="otel")).outcome == "passed"
    assert {path for path, _ in heard} == {"/collector/v1/traces"}
    everything = b"".join(body for _, body in heard).decode(errors="replace")
    for tag in TAGS:
        assert tag in everything
    assert "tea-shop" in everything
    assert "my key: ***SHOP_KEY***" in everything
    assert "***SHOP_KEY*** is refused" in everything
    assert SECRET not in everything


def test_a_protocol_that_is_not_spoken_is_refused(heard, monkeypatch):
    """Rather than that spans go where nobody listens."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    with pytest.raises(UsageFault) as fault:
        run(["."], Options(trace="otel"))
    assert fault.value.message == "--trace otel does not speak grpc"
    assert heard == []
