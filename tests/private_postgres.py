"""A PostgreSQL server for a test, in a folder of its own, gone when it ends.

    python tests/private_postgres.py COMMAND...

runs a command with `SCENARIO_RUNNER_STORAGE` naming it; 77: none can be had here, and why.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "verysecretword"  # of a server that nobody else sees
NOBODY = 65534
"""Who the server runs as where root asks: it refuses to run as root."""


class NoServer(Exception):
    """Why there can be none."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server that runs."""

    port: int
    room: Path
    binaries: Path

    def url(self, user: str = "runner", password: str = PASSWORD) -> str:
        """Where it listens."""
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/postgres"

    def stop(self) -> None:
        """At once, as a crash does."""
        command = [str(self.binaries / "pg_ctl"), "-D", str(self.room / "data")]
        _call(self.room, *command, "-m", "immediate", "-w", "stop")


@contextmanager
def running() -> Iterator[Server]:
    """A server whose users need their password. Raises NoServer."""
    binaries = _binaries()
    room = Path(tempfile.mkdtemp(prefix="sr-pg-", dir="/tmp"))  # sockets: short paths
    try:
        if os.getuid() == 0:
            os.chown(room, NOBODY, NOBODY)
        server = Server(port=_free_port(), room=room, binaries=binaries)
        _start(server)
        try:
            yield server
        finally:
            if (room / "data" / "postmaster.pid").exists():
                server.stop()
    finally:
        shutil.rmtree(room)


def _start(server: Server) -> None:
    room, data = server.room, str(server.room / "data")
    (room / "password").write_text(PASSWORD)
    (room / "password").chmod(0o644)
    told = ["-U", "runner", "-A", "scram-sha-256", f"--pwfile={room / 'password'}"]
    options = f"-p {server.port} -k {room} -c listen_addresses=127.0.0.1 -c fsync=off"
    options += " -c full_page_writes=off -c max_connections=200 -c shared_buffers=32MB"
    start = ["-D", data, "-w", "-l", str(room / "log"), "-o", options, "start"]
    try:
        _call(room, str(server.binaries / "initdb"), "-D", data, *told, "--no-sync")
        _call(room, str(server.binaries / "pg_ctl"), *start)
    except subprocess.CalledProcessError as error:
        raise NoServer(f"PostgreSQL does not start: {error.stderr.strip()}") from error


def _call(room: Path, *command: str) -> None:
    as_nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    asked = as_nobody if os.getuid() == 0 else []
    with (room / "told").open("w+") as told:  # no pipe: the server would hold it open
        done = subprocess.run(  # found by us
            [*asked, *command], cwd=room, check=False, stdout=told, stderr=told, timeout=60
        )
        if done.returncode:
            told.seek(0)
            raise subprocess.CalledProcessError(done.returncode, command, stderr=told.read())


def _binaries() -> Path:
    """Debian keeps them out of the PATH, in a folder for each version."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    if kept := sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return kept[-1].parent
    raise NoServer("no PostgreSQL on this machine: initdb is not in PATH")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(command: list[str]) -> int:
    """Run a command beside a server; its exit code."""
    try:
        with running() as server:
            environment = {**os.environ, "SCENARIO_RUNNER_STORAGE": server.url()}
            return subprocess.run(command, env=environment, check=False).returncode
    except NoServer as none:
        sys.stderr.write(f"skipped: {none}\n")
        return 77


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
