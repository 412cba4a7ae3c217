"""A warm process is as any other."""

import os
import subprocess
import sys

import pytest
import warm

TELL = """
import os, sys
print(sys.argv, sys.path, os.getcwd(), os.environ["WHO"], __name__, sys.stdin.read())
print("wrong", file=sys.stderr)
sys.exit(7)
"""


def both(*arguments, cwd, **variables):
    """What a process leaves, started by Python itself and warm."""
    environment = {**os.environ, "PYTHONPATH": str(warm.PACKAGE), **variables}
    done = [
        subprocess.run(
            [*python, *arguments],
            cwd=cwd, env=environment, input="words", capture_output=True, text=True, timeout=100,
            check=False,
        )
        for python in ([sys.executable], warm.python())
    ]  # fmt: skip
    return [(one.returncode, one.stdout, one.stderr) for one in done]


@pytest.mark.parametrize(
    "arguments",
    [
        ["-c", TELL, "one"],
        ["-I", "-c", TELL],
        ["tell.py", "one", "two words"],
        ["-c", "1 / 0"],
        ["-c", "import os; os.kill(os.getpid(), 9)"],
        ["-c", "import os; os.abort()"],
        ["-c", "import atexit; atexit.register(print, 'at the end')"],
        ["-m", "scenario_runner", "validate", "nothing.scenario.yaml"],
        ["-m", "pytest", "--version"],
        ["nothing.py"],
    ],
    ids=lambda arguments: arguments[-1].strip().partition("\n")[0],
)
def test_it_is_given_and_leaves_the_same(arguments, tmp_path):
    """Arguments, folder, variables and streams; the exit code, or the signal."""
    (tmp_path / "tell.py").write_text(TELL)
    cold, hot = both(*arguments, cwd=tmp_path, WHO="me")
    assert hot == cold


def test_what_is_looked_at_when_python_starts(tmp_path):
    """Such a process starts as any other."""
    cold, hot = both("-c", "import sys; print(sys.flags)", cwd=tmp_path, PYTHONOPTIMIZE="2")
    assert "optimize=2" in cold[1]
    assert hot == cold
    (tmp_path / "sitecustomize.py").write_text("print('customized')")
    path = f"{tmp_path}{os.pathsep}{warm.PACKAGE}"
    cold, hot = both("-c", "", cwd=tmp_path, PYTHONPATH=path)
    assert cold == hot == (0, "customized\n", "")
