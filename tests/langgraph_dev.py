"""A LangGraph server for a test: `langgraph dev`, offline, on this machine, gone when it ends."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

QUIET = {
    "DO_NOT_TRACK": "1",
    "LANGGRAPH_NO_VERSION_CHECK": "true",
    "LANGSMITH_TRACING": "false",
    "LOG_LEVEL": "ERROR",
}


class DidNotStart(Exception):
    """What it said instead."""


@contextmanager
def serving(folder: Path, importable: Sequence[Path] = ()) -> Iterator[str]:
    """The url of a server with the graphs of the folder's langgraph.json. Raises DidNotStart."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    words = "dev --no-browser --no-reload --host 127.0.0.1 --n-jobs-per-worker 4 --port"
    around = {k: v for k, v in os.environ.items() if not k.startswith(("LANGSMITH_", "LANGCHAIN_"))}
    around["PYTHONPATH"] = os.pathsep.join(map(str, importable))
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


def _wait_for(url: str, running: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and running.poll() is None:
        try:
            if httpx.get(f"{url}/ok", trust_env=False).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise DidNotStart(log.read_text(errors="replace")[-2000:])
