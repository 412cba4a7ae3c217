"""What a run keeps of its cases, when nothing but a summary will be asked for."""

from dataclasses import replace

import pytest

from scenario_runner.results.counts import count
from scenario_runner.results.outline import outline
from scenario_runner.suite.case import Case
from scenario_runner.suite.exits import exit_code
from scenario_runner.suite.filed import FiledCase, opened, waiting
from scenario_runner.suite.run import Options, run
from scenario_runner.suite.selection import select

GRAPH = """
graph:
  state: {n: {type: integer, default: 0, reducer: add}}
  nodes: {one: {returns: {n: 1}}}
  edges: [START -> one]
steps:
  - {invoke: {n: 1}, expect: {values: {n: WANTED}}}
"""


@pytest.fixture
def folder(tmp_path):
    for name, wanted in (("good", 2), ("bad", 3)):
        text = f"scenario: {name}{GRAPH.replace('WANTED', str(wanted))}"
        (tmp_path / f"{name}.scenario.yaml").write_text(text)
    return tmp_path


def test_a_case_that_waits_is_the_same_when_its_turn_comes(folder, monkeypatch):
    """Packed or, as the first few hundred are, not."""
    monkeypatch.setattr("scenario_runner.suite.filed._UNPACKED", 1)
    cases = select([str(folder)], Options())
    held = waiting(cases)
    assert [type(case) for case in held] == [Case, FiledCase]
    assert [case.id for case in held] == [case.id for case in cases]
    assert [opened(case) for case in held] == cases


def test_what_went_wrong_is_kept_whole_and_the_rest_as_numbers(folder, capfd):
    results = run([folder], Options(in_process=True))
    bad, good = results.cases
    kept = replace(results, cases=(outline(bad), outline(good)))
    assert kept.cases[0] is bad
    assert not any(branch.steps for branch in kept.cases[1].branches)
    assert count(kept) == count(results)
    assert exit_code(kept) == exit_code(results) == 1
