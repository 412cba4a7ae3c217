"""Secrets: read when a case runs, and shown nowhere, whatever a graph does with them."""

import json
import os
import shutil
import tempfile
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from leaks import leaks_in
from processes import command, run

from scenario_runner.report.write import RENDERERS, write
from scenario_runner.suite.run import Options
from scenario_runner.suite.run import run as run_cases

HERE = Path(__file__).parent
SECRET = "sk-\"li've\\e/47 +ö€&<>=.end"
WAYS = ["give", "print", "throw", "ask", "named", "exit", "die", "hang", "deep", "refuse"]
SPELLINGS = [
    "plain", "json", "json in json", "url", "path", "form", "python", "base64", "base64 for urls",
    "base64 in lines",
]  # fmt: skip
SCENARIO = """\
scenario: A leak
secrets: [SHOP_KEY]
variables: {key: "{{ env.SHOP_KEY }}", many: "{{ env.SHOP_KEY * 20 }}"}
graph: leaky.py:build
steps:
  - id: first
    invoke: {big: "{{ 'x' * 80 + many }}"}
    timeout: 20
    expect:
      next: [nothing]
      values: {said: "no {{ key }}", big: "{{ 'x' * 81 + many }}"}
      interrupts: [{value: {$contains: "{{ key }}"}}]
      raises: {message: "{{ key }}"}
  - resume: "{{ many }}"
    at: first
branches:
  nowhere: {from: start, steps: [{resume_map: {"work[0]": "{{ key }}"}}]}
  template: {from: start, steps: [{invoke: {big: "{{ key.nothing }}"}}]}
  number: {from: start, steps: [{invoke: {messages: [{$ai: {content: 1, "tool_calls": "{{ key }}"}}]}}]}
  missing: {from: start, steps: [{invoke: {big: {$file: "{{ key }}"}}}]}
  alone: {from: start, steps: [{invoke: {answer: "{{ key }}"}, expect: {values: {answer: "{{ key }}"}}}]}
compare: [{branches: [main, alone], equal: [$.values], differ: [$.next]}]
"""


def project(folder, **plan):
    """A folder with the graph, what it is to do, and the scenario."""
    shutil.copy(HERE / "leaky.py", folder)
    (folder / "pyproject.toml").write_text("")
    (folder / "a.scenario.yaml").write_text(SCENARIO)
    (folder / "leaky.json").write_text(
        json.dumps({"how": "plain", "before": "", "after": "", **plan})
    )
    return folder


def everything(folder):
    """All files below a folder but those of the project."""
    return [file for file in folder.rglob("*") if "__pycache__" not in file.parts]


REPORTS = [f"--report={kind}=out/report.{kind}" for kind in ("html", "junit", "ctrf", "markdown")]


@pytest.mark.parametrize("do", WAYS)
def test_no_byte_of_what_a_run_leaves_holds_it(do, tmp_path):
    """In plain text: every report, the journal, the databases, and what is printed."""
    if do == "hang":
        text = SCENARIO.replace("timeout: 20", "timeout: 0.3")
    project(tmp_path, do=do)
    if do == "hang":
        (tmp_path / "a.scenario.yaml").write_text(text)
    done = run(".", *REPORTS, "--verify", "--keep-db=kept", cwd=tmp_path, env={"SHOP_KEY": SECRET})
    (tmp_path / "printed").write_text(done.out + done.err)
    assert done.code == (4 if do == "refuse" else 1)
    assert "***SHOP_KEY" in done.out
    assert leaks_in(everything(tmp_path), SECRET) == []
    assert len(list((tmp_path / "out").iterdir())) == len(REPORTS)


@pytest.mark.parametrize("how", SPELLINGS[1:])
@pytest.mark.parametrize("do", ["give", "print", "throw", "ask", "named", "deep"])
def test_nor_in_any_other_spelling(how, do, tmp_path):
    """Not in the results, and not in the page, whose parts are packed."""
    project(tmp_path, do=do, how=how, before="user:")
    with patch.dict(os.environ, {"SHOP_KEY": SECRET}):
        played(tmp_path)
    assert leaks_in(everything(tmp_path), SECRET) == []


def played(folder, **options):
    """The results of a run with all reports written into the folder."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        results = run_cases(["."], Options(journal=Path("journal"), **options))
        for kind in RENDERERS:
            write(results, kind, Path("out", f"report.{kind}"))
    finally:
        os.chdir(before)
    return results


ODD = st.text(st.sampled_from("aB3 \"'\\/+-_%&<>=\n\té€😀{}"), max_size=10)


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(
    secret=ODD.map(lambda text: f"{text}q9Z~"), before=ODD, after=ODD,
    how=st.sampled_from(SPELLINGS), do=st.sampled_from([w for w in WAYS if w != "hang"]),
)  # fmt: skip
def test_whatever_a_graph_does_with_any_secret(secret, before, after, how, do):
    """Returned, printed, raised, asked or named: no byte of any file holds it."""
    with tempfile.TemporaryDirectory() as name, patch.dict(os.environ, {"SHOP_KEY": secret}):
        folder = project(Path(name), do=do, how=how, before=before, after=after)
        results = played(folder)
        assert leaks_in(everything(folder), secret.strip()) == []
        assert results.cases[0].outcome in {"error", "failed"}
