"""Servers that are not there, are none, or go away: each a clear error and no traceback."""

import json
import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

ASSISTANT = {"assistant_id": "a1", "graph_id": "agent", "created_at": "2026-01-01"}
STATE = {"values": {}, "next": [], "tasks": [], "checkpoint": None, "interrupts": []}
HEADERS = "{x-api-key: '{{ env.A_KEY }}'}"
EVENTS = 'event: metadata\ndata: {"run_id": "r1", "attempt": %d}\n\n'


class _Server(BaseHTTPRequestHandler):
    """As much of a server as is needed to fail in its ways; the first part of the path says in
    which."""

    def do_GET(self):
        if "/state" in self.path:
            self._answer(STATE)
        elif "/runs/" in self.path:
            self._answer({"status": "running" if self._way == "cut" else "success"})
        else:
            self._answer(ASSISTANT)

    @property
    def _way(self):
        return self.path.split("/")[1]

    def do_POST(self):
        self.server.keys.add(self.headers["x-api-key"])
        self.rfile.read(int(self.headers.get("content-length", 0)))
        if self._way == "page":
            self._answer("<html>Sign in</html>")
        elif self._way == "closed":
            self._answer({"detail": "Forbidden"}, 403)
        elif self.path.endswith("/assistants/search"):
            self._answer([ASSISTANT])
        elif self.path.endswith("/threads"):
            self._answer({"thread_id": "t1"})
        elif self._way == "broken":
            self._answer("oh no", 500)
        else:
            self._stream()

    def do_DELETE(self):
        self._answer(None)

    def _answer(self, data, status=200):
        body = data.encode() if isinstance(data, str) else json.dumps(data).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("location", "/threads/t1/runs/r1/stream")
        self.end_headers()
        self.wfile.write((EVENTS % (2 if self._way == "again" else 1)).encode())
        self.wfile.flush()
        if self._way == "hang":
            self.server.hanging.wait(20)

    def log_message(self, *_):
        pass


WAYS = {
    "page": (3, "answered with what is no JSON while its assistants were listed"),
    "closed": (3, "answered 403 while its assistants were listed: Forbidden"),
    "broken": (5, "answered 500 while it ran the graph"),
    "cut": (5, "the server stopped telling of the run before it had ended"),
    "again": (5, "the server has run the call a second time"),
    "hang": (5, "the step did not end within its 0.5 s"),
    "gone": (3, "the server at http://127.0.0.1:9 cannot be reached"),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What is told of each way, the keys that were sent, and the exit code."""
    folder = tmp_path_factory.mktemp("away")
    made = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    made.keys, made.hanging = set(), threading.Event()
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    for way in WAYS:
        url = f"http://127.0.0.1:{made.server_port}/{way}"
        url = "http://127.0.0.1:9" if way == "gone" else url
        (folder / f"{way}.scenario.yaml").write_text(
            f"scenario: A\nsecrets: [A_KEY]\n"
            f"graph: {{url: '{url}', assistant: agent, headers: {HEADERS}}}\n"
            f"steps:\n  - invoke: {{messages: hi}}\n    timeout: {0.5 if way == 'hang' else 10}\n"
        )
    try:
        done = subprocess.run(
            [sys.executable, "-m", "scenario_runner", "run", ".", "--report", "json=r.json"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
            env={**os.environ, "A_KEY": "sk-4711-4711", "LANGSMITH_API_KEY": "lsv2-not-this"},
        )
    finally:
        made.hanging.set()
        made.shutdown()
        thread.join()
        made.server_close()
    out = done.stdout + done.stderr
    parts = re.split(r"^(?=ERROR +\w+\.scenario\.yaml)", out, flags=re.MULTILINE)
    by_way = {part.split()[1].partition(".")[0]: part for part in parts[1:]}
    return by_way, made.keys, out + (folder / "r.json").read_text(), done.returncode


@pytest.mark.parametrize("way", WAYS)
def test_a_server_that_fails_is_told_where_it_does(told, way):
    """What it is asked first is told at the graph, the rest at the step."""
    line, message = WAYS[way]
    assert message in told[0][way], told[2]
    assert f"{way}.scenario.yaml:{line}:" in told[0][way]


def test_headers_are_sent_and_their_secrets_masked(told):
    """Nothing else that the environment holds is sent: the SDK's own client would send its key."""
    _, keys, everything, code = told
    assert keys == {"sk-4711-4711"}
    assert ("sk-4711-4711" in everything, "Traceback" in everything, code) == (False, False, 1)
