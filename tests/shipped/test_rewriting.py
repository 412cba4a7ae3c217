"""The shipped scenarios, with expected values made wrong, are mended to what they were."""

import contextlib
import shutil
from difflib import ndiff

from shipped import PROJECT, SCENARIOS, command

from scenario_runner.language.as_written import why_open
from scenario_runner.language.edit import CannotEdit, Replace, edited
from scenario_runner.language.load import load_cases
from scenario_runner.problem import ProblemsError

BY_HAND = {"calls", "check", "duration", "stale_resume", "ui", "snapshot", "raises", "refused"}
"""What is not rewritten, or has more than one name."""


def test_what_was_made_wrong_is_written_as_it_was(tmp_path, monkeypatch):
    """Every third leaf of each file, in the same copy of it; the text comes out byte for byte."""
    monkeypatch.delenv("CI", raising=False)
    shutil.copytree(PROJECT / "scenarios", tmp_path / "scenarios")
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    texts, spoilt = {}, 0
    for file in SCENARIOS:
        path = tmp_path / file
        text, changes = path.read_text(), [*_spoilable(path)]
        spoilt += len(changes)
        for number, together in enumerate(_copies(changes)):
            copy = path.with_name(f"{number}-{path.name}")
            copy.write_text(edited(text, together))
            texts[copy] = text
        path.unlink()
    done = command("run", "--update-expected", "scenarios", cwd=tmp_path)
    assert (done.returncode, done.stderr, spoilt > 80) == (1, "", True)
    unlike = {path.name: _changed(text, path.read_text()) for path, text in texts.items()}
    assert {name: lines for name, lines in unlike.items() if lines} == {}
    assert "left as written" not in done.stdout


def _copies(changes):
    """The changes, by the copy that they are made in: entries of a store have no order, and where
    two of them are wrong either may be written as the other."""
    alone = [change for change in changes if "store" in change.pointer]
    together = [change for change in changes if change not in alone]
    return [part for part in (together, *([change] for change in alone)) if part]


def _spoilable(path):
    """What makes a leaf wrong, for every third of a file that is not wrong as soon as it is
    read."""
    text, probe = path.read_text(), path.with_name("probe.scenario.yaml")
    for pointer, value in list(_leaves(path))[::3]:
        wrong = value + 900 if type(value) is int else "something wrong"
        change = Replace(pointer=pointer, data=wrong)
        with contextlib.suppress(CannotEdit, ProblemsError):  # an anchor stands there, or: as said
            probe.write_text(edited(text, [change]))
            load_cases(probe)
            yield change
    probe.unlink(missing_ok=True)


def _changed(before, after):
    lines = ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[0] in "+-"]


def _leaves(path):
    """The plain scalars in expected values, by their pointers."""
    found = {}
    for scenario in load_cases(path):
        if scenario.expect_failure:
            continue
        for branch in scenario.branches:
            if branch.expect_failure or branch.skip or branch.row:
                continue
            for step in branch.steps:
                for each in step.expect:
                    if each.key not in BY_HAND and each.value.place.file == scenario.file:
                        pointer = each.value.pointer
                        found |= dict(_below(each.value.data, pointer))
    return found.items()


def _below(data, pointer):
    if why_open(data, deep=False) or pointer[-1] in {"parent", "id", "tool_call_id"}:
        return
    if isinstance(data, dict | list):
        for step, part in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _below(part, (*pointer, step))
    elif data is not None:
        yield pointer, data
