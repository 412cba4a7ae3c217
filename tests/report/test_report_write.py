"""Reports by kind."""

import json
import subprocess
import sys

import pytest
import sample

from scenario_runner.report.kinds import KINDS
from scenario_runner.report.write import RENDERERS, UnknownKindError, write


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("html", "<!doctype html>"),
        ("junit", "<?xml"),
        ("json", "{"),
        ("ctrf", "{"),
        ("markdown", "# "),
    ],
)
def test_each_kind_is_written_where_it_is_wanted(kind, start, tmp_path):
    """Folders on the way are made; nothing else is left behind."""
    path = tmp_path / "deep" / "report"
    write(sample.SUITE, kind, path)
    assert path.read_text("utf-8").startswith(start)
    assert [one.name for one in path.parent.iterdir()] == ["report"]


def test_an_unknown_kind_names_the_known_ones(tmp_path):
    """A typing mistake is answered with what there is, and writes nothing."""
    with pytest.raises(
        UnknownKindError,
        match=r'no report "pdf"; there are: coverage, ctrf, html, json, junit, markdown$',
    ):
        write(sample.SUITE, "pdf", tmp_path / "report.pdf")
    assert list(tmp_path.iterdir()) == []


def test_every_kind_is_covered():
    """The table above has every kind of report there is."""
    assert tuple(RENDERERS) == KINDS == ("coverage", "ctrf", "html", "json", "junit", "markdown")


def test_a_failed_write_leaves_the_old_report(tmp_path):
    """A full disk, or a folder in the way, never leaves half a report."""
    path = tmp_path / "report.json"
    path.mkdir()
    with pytest.raises(OSError, match="report"):
        write(sample.SUITE, "json", path)
    assert [one.name for one in tmp_path.iterdir()] == ["report.json"]


def test_reports_need_no_langgraph():
    """Results can be rendered where LangGraph is not installed."""
    program = (
        "import sys, json; import scenario_runner.report.write, scenario_runner.report.console;"
        "print(json.dumps([n for n in sys.modules if n.startswith(('langgraph', 'langchain'))]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []
