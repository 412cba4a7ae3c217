"""The shipped scenarios pass, teach what they say, and would fail if the graph did."""

import json
import shutil
from collections import Counter
from datetime import datetime
from functools import partial, reduce
from pathlib import Path

import pytest
import yaml
from shipped import PROJECT, SCENARIOS, command, run


def test_all_shipped_scenarios_pass(whole_run):
    """The README's first command ends with exit code 0, and leaves none out."""
    done, results = whole_run
    outcomes = {case.file: case.outcome for case in results.cases}
    assert (done.returncode, outcomes) == (0, dict.fromkeys(SCENARIOS, "passed"))


def test_a_newcomer_sees_no_warning(whole_run):
    """The run prints a line for each case, one for all, and where the report is."""
    done, _ = whole_run
    *lines, summary, report = done.stdout.splitlines()
    assert [line for line in lines if not line.startswith("passed ")] == []
    assert len(lines) == len(SCENARIOS)
    assert summary.startswith(f"{len(SCENARIOS)} cases: {len(SCENARIOS)} passed in ")
    assert (report.partition(": ")[0], done.stderr) == ("json report", "")


@pytest.mark.parametrize("file", SCENARIOS)
def test_each_is_described_and_known_to_editors(file):
    """A name, a description, a tag, and a modeline that leads to the schema."""
    path = PROJECT / file
    first = path.read_text().splitlines()[0]
    schema = path.parent / first.removeprefix("# yaml-language-server: $schema=")
    data = _data(path)
    assert schema.resolve() == PROJECT / "schemas" / "scenario.schema.json"
    assert data["scenario"]
    assert data["description"].endswith(".\n")
    assert data["tags"]


def test_no_expectation_holds_by_itself(tmp_path):
    """Each expectation of each scenario, when one part of it is negated, fails. All of a file are
    negated at once, but for those that would end their branch, and what is compared."""
    shutil.copytree(PROJECT / "scenarios", tmp_path / "scenarios")
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    (tmp_path / "complaining.py").write_text("def always(observation): return ['no']")
    wanted = {}
    for file in SCENARIOS:
        wanted |= _negate_each(tmp_path / file, file)
        (tmp_path / file).unlink()
    status, results = run(["scenarios"], tmp_path, cwd=tmp_path)
    assert (status, {case.file for case in results.cases}) == (1, set(wanted))
    for case in results.cases:
        assert case.outcome == "failed", case.id
        assert wanted[case.file] - _failed(case) == Counter(), case.id


def _failed(case):
    """How often which expectation failed in which branch; rows of one are alike."""
    return Counter(
        {
            (branch.name.partition("[")[0], key): count
            for branch in case.branches
            for key, count in Counter(
                key
                for step in branch.steps
                for key in {one.expectation for one in step.findings if one.outcome == "failed"}
            ).items()
        }
    )


def test_a_broken_expectation_is_told_in_plain_words(tmp_path):
    """Exit code 1, and a message with the place, what was expected and what came."""
    shutil.copytree(PROJECT / "scenarios" / "forum", tmp_path, dirs_exist_ok=True)
    file = tmp_path / "sums.scenario.yaml"
    file.write_text(file.read_text().replace("content: 4 + 4 = 8", "content: 4 + 4 = 9"))
    done = command("run", file.name, cwd=tmp_path)
    assert done.returncode == 1
    for part in ("sums.scenario.yaml:31:52", "4 + 4 = 9", "4 + 4 = 8", "last_message"):
        assert part in done.stdout


def test_a_stale_answer_fails_its_step_whatever_is_expected(tmp_path):
    """Answering again on the same thread, after an answer that made the node raise."""
    shutil.copytree(PROJECT / "scenarios" / "interrupts", tmp_path, dirs_exist_ok=True)
    file = tmp_path / "corrected.scenario.yaml"
    file.write_text(file.read_text().replace("from: asked", "from: wrong"))
    done = command("run", file.name, cwd=tmp_path)
    assert done.returncode == 1
    assert 'stale answer: ask_age was given "36" and heard "old"' in done.stdout


def _negate_each(path, file):
    """Beside the file, a copy with all that it expects made false, and one for each of what has
    to be alone; by the copies' names, how often what must fail in which branch."""
    data, made = _data(path), {}
    alone = [*_comparisons(data), *(one for one in _expectations(data) if _ends_its_branch(one))]
    together = [one for one in _expectations(data) if not _ends_its_branch(one)]
    for number, changes in enumerate([together, *([one] for one in alone)]):
        if changes:
            data = _data(path)
            for make_false in changes:
                make_false(data)
            mutant = path.with_name(f"{number}-{path.name}")
            mutant.write_text(json.dumps(data, default=datetime.isoformat))  # as YAML 1.1 reads it
            if (stored := _stored(path)).exists():
                shutil.copy(stored, _stored(mutant))
            name = str(Path(file).with_name(mutant.name))
            made[name] = Counter(filter(None, map(_told_of, changes)))
    return made


def _ends_its_branch(change):
    return change.keywords["key"] in {"raises", "refused"}


def _told_of(change):
    """The branch and the expectation that a change is about; None where it is no expectation."""
    if "key" not in change.keywords or change.keywords["key"] in {"raises", "refused"}:
        return None
    place = change.keywords["place"]
    return (place[1] if place[0] == "branches" else "main", change.keywords["key"])


def _stored(file):
    """Where its snapshots are."""
    return Path(str(file).replace(".scenario.", ".snapshots."))


def _data(file):
    return yaml.load(file.read_text(), yaml.CSafeLoader)


def _expectations(data):
    """For each expectation that must hold, what makes it false in such data."""
    must_hold = (
        ("branches", name)
        for name, branch in data.get("branches", {}).items()
        if not branch.keys() & {"skip", "expect_failure"}
    )
    for line in ((), *must_hold):
        for index, step in enumerate(_at(data, (*line, "steps"))):
            for key in step.get("expect", {}):
                yield partial(_negate, place=(*line, "steps", index, "expect"), key=key)


def _comparisons(data):
    """For each path that is compared, what asks for the contrary."""
    for index, entry in enumerate(data.get("compare", [])):
        for key, contrary in (("equal", "differ"), ("differ", "equal")):
            for path in entry.get(key, []):
                changed = {"branches": entry["branches"], contrary: [path]}
                yield partial(_put, place=("compare", index), value=changed)


def _negate(data, place, key):
    expect = _at(data, place)
    expect[key] = _negated(expect[key], top=key)


def _put(data, place, value):
    _at(data, place[:-1])[place[-1]] = value


def _at(data, place):
    return reduce(lambda part, key: part[key], place, data)


ONE_MORE = {
    "store": {"key": "one more"},
    "events": {"mode": "custom", "data": "one more"},
    "next": "one more",
    "visited": "one more",
    "interrupts": {"node": "one more"},
    "messages": {"role": "user"},
}
SOMETHING_ELSE = {
    "raises": {"type": "NoSuchError"},
    "checkpoints": {"added": 99},
    "ui": {"branches": 99},
}


def _negated(expected, top=None):
    """The same with its last part negated, or with something that is not there."""
    if top == "stale_resume":
        return not expected
    if top == "check":
        return "complaining:always"
    if top == "snapshot":  # what is stored is of another part then
        return {"of": "$.next"} if expected is True else True
    if top == "ui" and isinstance(expected, list):
        return [*expected[:-1], _negated(expected[-1], top)]
    if top in SOMETHING_ELSE:
        return {**expected, **SOMETHING_ELSE[top]}
    if top in ONE_MORE and isinstance(expected, list):
        return [*expected, ONE_MORE[top]]
    if isinstance(expected, dict) and expected and (top == "paths" or not _is_matcher(expected)):
        *_, last = expected
        return {**expected, last: _negated(expected[last])}
    return {"$not": expected}


def _is_matcher(expected):
    return all(key.startswith("$") for key in expected)
