"""The shipped scenarios, with expected values made wrong, are mended to what they were."""

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
    """One leaf at a time; the text of the file comes out byte for byte."""
    monkeypatch.delenv("CI", raising=False)
    shutil.copytree(PROJECT / "scenarios", tmp_path / "scenarios")
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    texts = {}
    for file in SCENARIOS:
        path = tmp_path / file
        text = path.read_text()
        for number, (pointer, value) in enumerate(_leaves(path)):
            if number % 3:
                continue
            wrong = value + 900 if type(value) is int else "something wrong"
            mutant = path.with_name(f"{number}-{path.name}")
            try:
                mutant.write_text(edited(text, [Replace(pointer=pointer, data=wrong)]))
                load_cases(mutant)
            except CannotEdit:  # an anchor stands there
                continue
            except ProblemsError:  # the wrong word is wrong already when it is read
                mutant.unlink()
                continue
            texts[mutant] = text
    for file in SCENARIOS:
        (tmp_path / file).unlink()
    done = command("run", "--update-expected", "scenarios", cwd=tmp_path)
    assert (done.returncode, done.stderr, len(texts) > 80) == (1, "", True)
    unlike = {path.name: _changed(text, path.read_text()) for path, text in texts.items()}
    assert {name: lines for name, lines in unlike.items() if lines} == {}
    assert "left as written" not in done.stdout


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
