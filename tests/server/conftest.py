"""A LangGraph server of the session's own: `langgraph dev`, offline, on this machine."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

HERE = Path(__file__).parent
QUIET = {
    "DO_NOT_TRACK": "1",
    "LANGGRAPH_NO_VERSION_CHECK": "true",
    "LANGSMITH_TRACING": "false",
    "LOG_LEVEL": "ERROR",
}


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The url of a server that has the graphs of langgraph.json."""
    pytest.importorskip("langgraph_api", reason="langgraph dev is the extra server-test's")
    folder = tmp_path_factory.mktemp("server")
    for name in ("langgraph.json", "server_graphs.py"):
        shutil.copy(HERE / name, folder / name)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    words = "dev --no-browser --no-reload --host 127.0.0.1 --n-jobs-per-worker 4 --port"
    around = {k: v for k, v in os.environ.items() if not k.startswith(("LANGSMITH_", "LANGCHAIN_"))}
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "langgraph_cli", *words.split(), port],
            cwd=folder,
            env={**around, **QUIET},
            stdout=log,
            stderr=log,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, running, folder / "log")
        yield url
    finally:
        running.terminate()
        try:
            running.wait(10)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def _wait_for(url, running, log):
    for _ in range(300):
        try:
            if httpx.get(f"{url}/ok", trust_env=False).is_success:
                return
        except httpx.HTTPError:
            pass
        if running.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail(f"langgraph dev did not start: {log.read_text(errors='replace')[-2000:]}")
