"""Running scenarios in an environment."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from scenario_runner.frozen import frozen
from scenario_runner.problem import ProblemsError
from scenario_runner.releases.environments import Made, NotMade
from scenario_runner.releases.wanted import Release
from scenario_runner.results.merge import read_results
from scenario_runner.results.model import Results


@frozen
class Played:
    """The scenarios on one release."""

    release: Release
    results: Results

    @property
    def name(self) -> str:
        """The version that it was, beside what it was asked for as."""
        version = self.results.environment.langgraph or "?"
        return version if version == self.release.name else f"{self.release.name} ({version})"


def played(made: Made, arguments: Sequence[str]) -> Played | NotMade:
    """What `run` with these arguments gives in the environment, in the current folder."""
    with tempfile.TemporaryDirectory(prefix="scenario-runner-") as folder:
        file = Path(folder, "results.json")
        command = [
            str(made.python), "-m", "scenario_runner", "run", "--quiet", "--report", f"json={file}",
            *arguments,
        ]  # fmt: skip
        done = subprocess.run(  # noqa: S603  # this tool itself
            command, capture_output=True, text=True, check=False, env=_environment(made),
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            return Played(release=made.release, results=read_results(file))
        except (OSError, ProblemsError):
            said = (done.stderr.strip().splitlines() or ["the run ended without a word"])[0]
            return NotMade(release=made.release, why=said)


def _environment(made: Made) -> dict[str, str]:
    """This one's, without what belongs to the virtual environment of this process."""
    left_out = {"VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH"} if made.tool is not None else set()
    variables = {name: value for name, value in os.environ.items() if name not in left_out}
    if made.tool is not None:
        paths = [str(made.tool), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
        variables["PYTHONPATH"] = os.pathsep.join(paths)
    return variables
