"""`python warm_server.py FOLDER`: processes that others are forked from, until stdin ends.

    commands  has imported the command line: for `-m scenario_runner`
    tests     has imported pytest, and nothing of this package: for `-m pytest`
    scripts   has imported LangGraph, and nothing of this package: for scripts and `-c`
    workers   has imported the worker

A process that starts the one its workers are forked from (see scenario_runner.suite.forks) gets a
fork of the last.
"""

import ast
import contextlib
import gc
import importlib
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import types
from pathlib import Path

AT_IMPORT = ("PYTHON", "LANGCHAIN", "LANGGRAPH", "LANGSMITH")
"""Variables that begin so are looked at when Python starts or a package is imported."""

_OWN = {name: value for name, value in os.environ.items() if name.startswith(AT_IMPORT)}
_ISOLATED = [sys.executable, "-I", "-c", "import sys; print(*sys.path, sep='\\n')"]
_PATH = subprocess.run(_ISOLATED, capture_output=True, text=True, check=True).stdout.split("\n")[
    :-1
]
"""Where Python finds modules by itself."""
_MOST = 64
"""Descriptors that are passed at most."""


def import_commands():
    """What the command line imports; nothing of LangGraph."""
    import scenario_runner.cli as room

    for module in pkgutil.iter_modules(room.__path__, "scenario_runner.cli."):
        importlib.import_module(module.name)
    for name in ("jinja2", "jsonpath", "jsonschema", "scenario_runner.suite.run", "yaml"):
        importlib.import_module(name)
    assert not any(name.startswith(("langgraph", "langchain")) for name in sys.modules)


def import_pytest():
    """With all that it consists of, and what the plugin imports of others."""
    import _pytest

    for module in pkgutil.iter_modules(_pytest.__path__, "_pytest."):
        importlib.import_module(module.name)
    for name in ("pytest", "jinja2", "jsonpath", "jsonschema", "yaml"):
        importlib.import_module(name)


def import_langgraph():
    """What most applications import."""
    for name in ("langgraph.graph", "langgraph.checkpoint.sqlite.aio", "langgraph.types"):
        importlib.import_module(name)


def import_worker():
    """What the process that workers are forked from imports."""
    importlib.import_module("scenario_runner.suite.worker")


def serve(path):
    """Fork for each request; returns in a fork, with what is asked of it, or when stdin ends."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{path}.new")
        listener.listen(32)
        Path(f"{path}.new").rename(path)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how those that answer end
        gc.collect()
        gc.freeze()
        while True:
            ready, _, _ = select.select([0, listener], [], [])
            if 0 in ready:
                os._exit(0)
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                return answer(connection)
            connection.close()


def answer(connection):
    """In a fork of the server: fork once more, and tell how that ends; returns in that one."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    begin, descriptors, _, _ = socket.recv_fds(connection, 8, _MOST)
    words = connection.makefile("rb").read(int.from_bytes(begin, "big")).decode()
    request = _, numbers, _, environment, group = ast.literal_eval(words)
    if not fits(environment):
        connection.sendall(b"not here\n")
        os._exit(0)
    if (process := os.fork()) == 0:
        with contextlib.suppress(OSError):
            os.setpgid(0, group)
        connection.detach()  # its number may be given to another
        place(descriptors, numbers)
        return request
    for descriptor in (0, 1, 2, *descriptors):
        os.close(descriptor)
    ended = os.pidfd_open(process)
    ready, _, _ = select.select([ended, connection], [], [])
    if ended not in ready:  # whoever asked was killed
        os.kill(process, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    with contextlib.suppress(OSError):
        connection.sendall(f"{code}\n".encode())
    os._exit(0)


def fits(environment):
    """Whether all would have been imported just so."""
    paths = environment.get("PYTHONPATH", "").split(":")
    if any(Path(path, "sitecustomize.py").exists() for path in paths if path):
        return False
    given = {name: value for name, value in environment.items() if name.startswith(AT_IMPORT)}
    return {**given, "PYTHONPATH": ""} == {**_OWN, "PYTHONPATH": ""}


def place(descriptors, numbers):
    """Give the descriptors their numbers, and close all others."""
    import fcntl

    above = max(numbers) + 1
    moved = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, above) for descriptor in descriptors]
    for descriptor, number in zip(moved, numbers, strict=True):
        os.dup2(descriptor, number)
    for number in {int(path.name) for path in Path("/proc/self/fd").iterdir()} - {*numbers}:
        with contextlib.suppress(OSError):
            os.close(number)


def become(arguments, folder, environment):
    """Do what `python ARGUMENT...` does in a folder, with an environment."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    tempfile.tempdir = None
    sys.stdin = open(0, encoding=sys.stdin.encoding, closefd=False)  # noqa: SIM115  # it stays
    sys.stdout, sys.stderr = written(1, sys.stdout), written(2, sys.stderr, line=True)
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr
    sys.excepthook = tell
    sys.modules["__main__"] = main = types.ModuleType("__main__")
    paths = [path for path in environment.get("PYTHONPATH", "").split(":") if path]
    match arguments:
        case ["-I", *arguments]:
            paths = []
        case ["-m", *_]:
            paths = [folder, *paths]
        case ["-c", *_]:
            paths = ["", *paths]
        case [script, *_]:
            paths = [str(Path(script).absolute().parent), *paths]
    sys.path[:] = [*paths, *(path for path in _PATH if path not in paths)]
    match arguments:
        case ["-m", module, *rest]:
            sys.argv = ["-m", *rest]
            runpy._run_module_as_main(module)
        case ["-c", code, *rest]:
            sys.argv = ["-c", *rest]
            exec(compile(code, "<string>", "exec"), main.__dict__)
        case [script, *_]:
            sys.argv, main.__file__ = arguments, str(Path(script).absolute())
            exec(compile(Path(script).read_bytes(), script, "exec"), main.__dict__)


def written(number, like, *, line=False):
    """A standard stream as Python makes it."""
    return open(
        number, "w", encoding=like.encoding, errors=like.errors, closefd=False,
        buffering=1 if line or os.isatty(number) else -1,
    )  # fmt: skip


def tell(kind, error, traceback):
    """What nobody caught, without the way to it through this file."""
    while traceback is not None and traceback.tb_frame.f_code.co_filename == __file__:
        traceback = traceback.tb_next
    sys.__excepthook__(kind, error.with_traceback(traceback), traceback)


def forked_workers(path):
    """Let the processes that multiprocessing starts be forks: of this process the one that minds
    what is left behind, of the other server the one that workers are forked from."""
    from multiprocessing import util

    def spawn(_, words, descriptors):
        code = words[words.index("-c") + 1]
        if (process := os.fork()) != 0:
            return process
        try:
            kept = [0, 1, 2, *descriptors]
            place(kept, kept)
            if "resource_tracker" in code:
                exec(code, {})
            else:
                os._exit(abs(asked(path, ["-c", code], kept)))
        finally:
            os._exit(1)

    from warm_client import asked

    util.spawnv_passfds = spawn


def main():
    """As the first words of this file say; returns in a fork, with what is asked of it."""
    folder, here = sys.argv[1], sys.path.pop(0)
    sys.path.append(here)
    forked_workers(f"{folder}/workers")
    sys.path.pop()
    if os.fork() == 0:
        import_langgraph()
        if os.fork() == 0:
            return serve(f"{folder}/scripts")
        import_worker()
        return serve(f"{folder}/workers")
    if os.fork() == 0:
        import_pytest()
        return serve(f"{folder}/tests")
    import_commands()
    return serve(f"{folder}/commands")


if __name__ == "__main__":
    asked_for = main()
    become(asked_for[0], *asked_for[2:4])
