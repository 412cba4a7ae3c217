"""What the README shows is what happens: Python, scenario and printed output are tried."""

import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys

import pytest
from shipped import PACKAGE, PROJECT, command, terminal

README = (PROJECT / "README.md").read_text()


def blocks(language):
    """The texts of the README's fenced blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)


@pytest.fixture
def checkout(tmp_path):
    """A place like a fresh clone, with the README's scenario in it: as it stands, with the
    branches shown further down, wrong, and misspelt."""
    shutil.copytree(PROJECT / "scenarios", tmp_path / "scenarios")
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    scenario, branches = blocks("yaml")
    for name, text in {
        "sums": scenario,
        "longer": scenario + branches,
        "broken": scenario.replace("2 + 2 = 4", "2 + 2 = 5"),
        "misspelt": scenario.replace("interrupts", "interupts", 1).replace("m: hello", "m: helo"),
    }.items():
        (tmp_path / f"{name}.scenario.yaml").write_text(text)
    return tmp_path


def test_the_stale_resume_is_real(capsys):
    """The lines print the wrong sum, as their comment says."""
    from langgraph.checkpoint.memory import InMemorySaver
    from langgraph.types import Command

    sums = runpy.run_path(str(PROJECT / "scenarios" / "forum" / "sums.py"))
    graph = sums["builder"].compile(checkpointer=InMemorySaver())
    stale, *_ = blocks("python")
    exec(stale, {"graph": _Sync(graph), "Command": Command})
    assert capsys.readouterr().out == "1 + 1 = 2\n"


def test_the_scenario_passes(checkout):
    """The same conversation as a scenario hears the new answer."""
    assert command("run", "sums.scenario.yaml", cwd=checkout).returncode == 0


def test_the_branches_that_travel_pass(checkout):
    """Each does what its strategy is said to do."""
    assert command("run", "longer.scenario.yaml", cwd=checkout).returncode == 0


def test_the_python_interface_is_as_shown(checkout):
    """The script prints the case and its branches."""
    _, script = blocks("python")
    (checkout / "script.py").write_text(script)
    printed = subprocess.run(
        [sys.executable, "script.py"],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(PACKAGE)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert printed == "Going back to the question passed ['main', 'edited']\n"


@pytest.mark.parametrize("shown", blocks("console"))
def test_the_commands_print_what_is_shown(checkout, shown):
    """Each `$ command` prints what stands below it, but for the seconds it took."""
    line, _, expected = shown.partition("\n")
    name, *arguments = shlex.split(line.removeprefix("$ "))
    assert name == "scenario-runner"
    assert _timeless(terminal(*arguments, cwd=checkout)) == _timeless(expected)


PAGES = [
    "README.md",
    "CHANGELOG.md",
    "scenarios/README.md",
    "docs/concepts.md",
    "docs/scenarios.md",
    "docs/models.md",
]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page):
    """To a file of the project, and to a heading in it where one is named."""
    file = PROJECT / page
    links = re.findall(r"\]\((?!https?:)([^)\s]+)\)", file.read_text())
    for path, _, heading in (link.partition("#") for link in links):
        target = file.parent / path if path else file
        assert target.exists(), path
        assert not heading or heading in _headings(target.read_text())


def _headings(text):
    titles = re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in titles}


def _timeless(text):
    return re.sub(r"\d+(\.\d+)? ?m?s\b", "0 s", text).strip()


class _Sync:
    """The sums graph has an async node, so that its calls are awaited here."""

    def __init__(self, graph):
        self.graph = graph

    def invoke(self, *arguments):
        import asyncio

        return asyncio.run(self.graph.ainvoke(*arguments))

    def get_state(self, config):
        return self.graph.get_state(config)
