"""`python warm_client.py FOLDER PYTHON ARGUMENT...`: what PYTHON would do with the arguments, done
by a warm process (see warm.py) with the streams, folder and environment of this one."""

import os
import signal
import socket
import sys
import time

PATIENCE = 120.0
"""Seconds for a server to be there; importing takes its time on a busy machine."""


def main():
    """Ends as the command does; where that depends on how Python starts, becomes it."""
    folder, python, *arguments = sys.argv[1:]
    match arguments:
        case ["-m", "scenario_runner", *_]:
            server = "commands"
        case ["-m", "pytest", *_]:
            server = "tests"
        case [("-c" | "-I" | "-m"), *_]:
            server = "scripts"
        case [script, *_] if script.endswith(".py") and os.access(script, os.R_OK):
            server = "scripts"
        case _:
            os.execv(python, [python, *arguments])
    ended = asked(f"{folder}/{server}", arguments, [0, 1, 2])
    if ended is None:
        os.execv(python, [python, *arguments])
    if ended < 0:
        if -ended not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(-ended, signal.SIG_DFL)
        os.kill(os.getpid(), -ended)
    os._exit(ended)


def asked(path, arguments, descriptors):
    """How a fork of the server at a path ended, which had these descriptors under the same
    numbers: its exit code, minus the signal, or None where the server had rather not."""
    here = os.getcwd()  # noqa: PTH109  # importing pathlib takes longer than all of this
    words = repr((arguments, descriptors, here, dict(os.environ), os.getpgrp())).encode()
    with connected(path) as connection:
        socket.send_fds(connection, [len(words).to_bytes(8, "big")], descriptors)
        connection.sendall(words)
        answer = connection.makefile("r").readline().strip()
    return None if answer == "not here" else int(answer or -signal.SIGKILL)


def connected(path):
    """A connection to a server that is starting, or there."""
    deadline = time.monotonic() + PATIENCE
    while True:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(path)
        except OSError:
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return connection


if __name__ == "__main__":
    main()
