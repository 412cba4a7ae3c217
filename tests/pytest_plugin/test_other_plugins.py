"""Scenarios beside the plugins that people have: pytest-html and allure-pytest, in one run of their
own, since both change what a session reports."""

import html
import json
import subprocess
import sys
from pathlib import Path

import pytest

import scenario_runner

PACKAGE = Path(scenario_runner.__file__).parents[1]
SCENARIO = """\
scenario: A question
tags: [hitl]
graph:
  state: {said: {type: string}}
  nodes:
    ask: {interrupt: sure?, returns: {said: "{{ answer }}"}}
  edges: [START -> ask -> END]
steps:
  - {id: asked, invoke: {}}
  - {resume: "yes", expect: {values: {said: "yes"}}}
branches:
  refused: {from: asked, steps: [{resume: "no", expect: {values: {said: "yes"}}}]}
  later: {from: asked, skip: not now, steps: [{resume: "no"}]}
  known: {from: asked, expect_failure: issue 7, steps: [{resume: a, expect: {values: {said: b}}}]}
"""
OUTCOMES = {"main": "passed", "refused": "failed", "later": "skipped", "known": "xfailed"}
EXPECTED = 'expected  "yes"\n      actual    "no"'


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    """The folder of a run with both of them, which has the page and Allure's results."""
    for name in ("pytest_html", "pytest_metadata", "allure_pytest"):
        pytest.importorskip(name, reason=f"{name.replace('_', '-')} is the extra test's")
    folder = tmp_path_factory.mktemp("plugins")
    (folder / "ask.scenario.yaml").write_text(SCENARIO)
    plugins = ("scenario_runner.pytest_plugin", "pytest_metadata.plugin", "pytest_html.plugin")
    words = [word for name in (*plugins, "allure_pytest.plugin") for word in ("-p", name)]
    words += ["--html=page.html", "--self-contained-html", "--alluredir=allure"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(PACKAGE))
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        done = _run(folder, *words)
    assert "1 failed, 1 passed, 1 skipped, 1 xfailed" in done.stdout, done.stdout + done.stderr
    return folder


def _run(folder, *words):
    command = [sys.executable, "-m", "pytest", "-q", "--color=no", "-p", "no:cacheprovider", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_page_of_pytest_html_has_each_branch_and_its_picture(reported):
    """As a row of its outcome; the log of a failure is what the console shows."""
    page = (reported / "page.html").read_text()
    blob = html.unescape(page.partition('data-jsonblob="')[2].partition('"')[0])
    tests = json.loads(blob)["tests"]
    told = {name.rpartition("::")[2]: rows[0] for name, rows in tests.items()}
    assert {name: row["result"].lower() for name, row in told.items()} == OUTCOMES
    assert EXPECTED in html.unescape(told["refused"]["log"])
    assert "Traceback" not in page


def test_allure_has_each_branch_below_its_scenario(reported):
    """With its outcome, its tags, and why it failed."""
    found = [json.loads(file.read_text()) for file in (reported / "allure").glob("*-result.json")]
    told = {one["name"]: one for one in found}
    status = {**OUTCOMES, "known": "skipped"}  # as Allure has every xfail
    assert {name: one["status"] for name, one in told.items()} == status
    assert EXPECTED in told["refused"]["statusDetails"]["trace"]
    labels = {(one["name"], one["value"]) for one in told["main"]["labels"]}
    assert ("tag", "hitl") in labels
    assert any("A question" in value for _, value in labels)
