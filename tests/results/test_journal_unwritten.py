"""A journal on a disk that is full: the run goes on without it."""

import resource
from pathlib import Path

import pytest

from scenario_runner.cli import main
from scenario_runner.results.journal import read_journal

INLINE = """
scenario: {name}
graph:
  state: {{a: string}}
  nodes: {{n: {{returns: {{a: x}}}}}}
  edges: [START -> n -> END]
steps: [{{invoke: {{}}}}]
"""


def test_a_run_is_worth_more_than_its_journal(tmp_path, monkeypatch, capfd):
    """It is said once, and what was written before can be read."""
    monkeypatch.chdir(tmp_path)
    for name in "abc":
        Path(f"{name}.scenario.yaml").write_text(INLINE.format(name=name))
    with pytest.raises(SystemExit):
        main(["run", "--in-process", "a.scenario.yaml"])
    journal = Path(".scenario-runner/last-run.jsonl")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (journal.stat().st_size + 400, limits[1]))
    capfd.readouterr()
    try:
        with pytest.raises(SystemExit) as left:
            main(["run", "--in-process", "."])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    shown = capfd.readouterr()
    assert left.value.code == 0
    assert "3 cases: 3 passed" in shown.out
    assert shown.err.count("warning: ") == 1
    assert f"warning: {journal} cannot be written any more: File too large\n" in shown.err
    assert [case.scenario for case in read_journal(journal).cases] == ["a"]
