"""Snapshots under pytest: `--scenario-update-snapshots`."""

import multiprocessing.forkserver
import multiprocessing.popen_forkserver  # noqa: F401  # one fork server for all tests

import pytest

import scenario_runner.pytest_plugin
import scenario_runner.pytest_plugin.nodes
import scenario_runner.pytest_plugin.updates  # noqa: F401  # stays imported from test to test

pytest_plugins = ["pytester"]

SCENARIO = """\
scenario: Counts
graph: {state: {n: integer}, nodes: {x: {returns: {n: 2}}}, edges: [START -> x]}
steps: [{id: one, invoke: {n: 1}, expect: {snapshot: true}}]
branches: {more: {from: one, steps: [{invoke: {n: 5}, expect: {snapshot: {of: $.values}}}]}}
"""


@pytest.fixture
def play(pytester, monkeypatch):
    """Run pytest on the scenario."""
    monkeypatch.delenv("CI", raising=False)
    pytester.path.joinpath("sub").mkdir()
    pytester.path.joinpath("sub", "counts.scenario.yaml").write_text(SCENARIO)
    return lambda *options: pytester.runpytest_inprocess("sub", *options)


def test_stored_shown_and_compared(play, pytester):
    """What is not stored fails; an update stores it and says so; then it holds."""
    missing = play()
    missing.assert_outcomes(failed=2)
    missing.stdout.fnmatch_lines(["*no snapshot is stored yet; scenario-runner run --update-*"])
    stored = pytester.path / "sub" / "counts.snapshots.yaml"
    assert not stored.exists()
    updated = play("--scenario-update-snapshots")
    updated.assert_outcomes(passed=2)
    updated.stdout.fnmatch_lines(["+++ b/sub/counts.snapshots.yaml", "+Counts:", "+  main:"])
    play().assert_outcomes(passed=2)
    stored.write_text(stored.read_text().replace("n: 2\n      next", "n: 3\n      next"))
    differs = play()
    differs.assert_outcomes(failed=1, passed=1)
    differs.stdout.fnmatch_lines(["*differs from sub/counts.snapshots.yaml: the snapshot has 3*"])


def test_ci_never_writes(play, pytester, monkeypatch):
    """It is refused before anything is collected."""
    monkeypatch.setenv("CI", "true")
    refused = play("--scenario-update-snapshots")
    assert refused.ret == pytest.ExitCode.USAGE_ERROR
    refused.stderr.fnmatch_lines(["*--scenario-update-snapshots is refused*CI is set*"])
    assert not (pytester.path / "sub" / "counts.snapshots.yaml").exists()


def test_a_damaged_file_is_an_error_of_collection(play, pytester):
    """With its place."""
    pytester.path.joinpath("sub", "counts.snapshots.yaml").write_text("Counts: [1]\n")
    said = play("--scenario-update-snapshots")
    said.stdout.fnmatch_lines(
        ["sub/counts.snapshots.yaml:1:9: error: here stands a list, not the snapshots of *"]
    )
    said.assert_outcomes(errors=1)
