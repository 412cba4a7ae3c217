"""`init` on shipped graphs of every kind: what it writes passes, and names what is there."""

import contextlib
import json
import shutil

import pytest
import yaml
from shipped import PROJECT, command, run

from scenario_runner.cli import main

CHOSEN = {
    "agent/approve-edit-reject": ["approve", "edit", "reject", "respond"],
    "agent/tool-that-asks": ["answered"],
    "approval/after": ["goes-on"],
    "chat/edit-a-message": [],
    "forum/sums": ["answered"],
    "graphs/context-manager": [],
    "graphs/deployment/greeter": [],
    "graphs/functional-go-back": ["answered"],
    "graphs/raises": [],
    "inline/fan-out": ["all-answered"],
    "inline/subgraph": ["answered"],
    "interrupts/parallel": ["all-answered"],
    "subgraphs/answered": ["answered"],
}
"""Scenarios whose graph and first input are taken, with the branches that there are to fill."""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(PROJECT / "scenarios", folder / "scenarios")
    shutil.copy(PROJECT / "pyproject.toml", folder)
    return folder


@pytest.fixture(scope="module")
def written(checkout):
    """The file that was written for each."""
    files = {}
    for name in CHOSEN:
        shipped = checkout / "scenarios" / f"{name}.scenario.yaml"
        data = yaml.load(shipped.read_text(), yaml.CSafeLoader)
        graph = data["graph"] if isinstance(data["graph"], str) else json.dumps(data["graph"])
        given = json.dumps(data["steps"][0]["invoke"])
        file = shipped.with_name(f"first-{shipped.name}")
        with contextlib.chdir(shipped.parent), pytest.raises(SystemExit) as left:
            main(["init", "--graph", graph, "--input", given, "-o", file.name])
        assert left.value.code == 0, name
        files[name] = file
    return files


def test_they_pass(checkout, written, tmp_path):
    """All of them, once more; no warning is left."""
    paths = [str(file.relative_to(checkout)) for file in written.values()]
    status, results = run(paths, tmp_path, cwd=checkout)
    assert (status, {case.outcome for case in results.cases}) == (0, {"passed"})
    steps = [step for case in results.cases for b in case.branches for step in b.steps]
    findings = [finding for step in steps for finding in step.findings]
    assert {finding.outcome for finding in findings} == {"passed"}
    assert len(findings) > 2 * len(CHOSEN)


@pytest.mark.parametrize("name", CHOSEN)
def test_the_branches_that_are_left_to_fill(written, name):
    """Are skipped, and say so."""
    data = yaml.load(written[name].read_text(), yaml.CSafeLoader)
    branches = data.get("branches", {})
    assert list(branches) == CHOSEN[name]
    assert all(branch["skip"].startswith("TODO: ") for branch in branches.values())


def test_their_names_are_those_of_the_graphs(checkout, written):
    """As `validate --graphs` sees it."""
    paths = [str(file.relative_to(checkout)) for file in written.values()]
    done = command("validate", "--graphs", *paths, cwd=checkout)
    assert (done.returncode, done.stderr) == (0, "")
