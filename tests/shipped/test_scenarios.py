"""The shipped scenarios pass, teach what they say, and would fail if the graph did."""

import json
import shutil

import pytest
import yaml
from shipped import PROJECT, SCENARIOS, command, run


@pytest.fixture(scope="module")
def whole_run(tmp_path_factory):
    """One run of all of them."""
    return run(["scenarios"], tmp_path_factory.mktemp("run"))


def test_all_shipped_scenarios_pass(whole_run):
    """The README's first command ends with exit code 0, and leaves none out."""
    status, results = whole_run
    outcomes = {case.file: case.outcome for case in results.cases}
    assert (status, outcomes) == (0, dict.fromkeys(SCENARIOS, "passed"))


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
    """Each expectation of each scenario, when one part of it is negated, fails its case."""
    shutil.copytree(PROJECT / "scenarios", tmp_path / "scenarios")
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    changed = [path for file in SCENARIOS for path in _negate_each(tmp_path / file)]
    for file in SCENARIOS:
        (tmp_path / file).unlink()
    status, results = run(["scenarios"], tmp_path, cwd=tmp_path)
    outcomes = {case.file: case.outcome for case in results.cases}
    wanted = {str(path.relative_to(tmp_path)): "failed" for path in changed}
    assert (status, outcomes) == (1, wanted)


def test_a_broken_expectation_is_told_in_plain_words(tmp_path):
    """Exit code 1, and a message with the place, what was expected and what came."""
    shutil.copytree(PROJECT / "scenarios" / "forum", tmp_path, dirs_exist_ok=True)
    file = tmp_path / "sums.scenario.yaml"
    file.write_text(file.read_text().replace("content: 4 + 4 = 8", "content: 4 + 4 = 9"))
    done = command("run", file.name, cwd=tmp_path)
    assert done.returncode == 1
    for part in ("sums.scenario.yaml:30:52", "4 + 4 = 9", "4 + 4 = 8", "last_message"):
        assert part in done.stdout


def test_a_stale_answer_fails_its_step_whatever_is_expected(tmp_path):
    """Answering again on the same thread, after an answer that made the node raise."""
    shutil.copytree(PROJECT / "scenarios" / "interrupts", tmp_path, dirs_exist_ok=True)
    file = tmp_path / "corrected.scenario.yaml"
    file.write_text(file.read_text().replace("from: asked", "from: wrong"))
    done = command("run", file.name, cwd=tmp_path)
    assert done.returncode == 1
    assert 'stale answer: ask_age was given "36" and heard "old"' in done.stdout


def _negate_each(file):
    """Beside the file, a copy for each of its expectations, with that one made false."""
    for number, place in enumerate(_expectations(_data(file))):
        data = _data(file)
        step = data
        for key in place[:-1]:
            step = step[key]
        step[place[-1]] = _negated(step[place[-1]], top=place[-1])
        mutant = file.with_name(f"{number}-{file.name}")
        mutant.write_text(json.dumps(data))
        yield mutant


def _data(file):
    return yaml.load(file.read_text(), yaml.CSafeLoader)


def _expectations(data):
    lines = [("steps",), *(("branches", name, "steps") for name in data.get("branches", {}))]
    for line in lines:
        steps = data
        for key in line:
            steps = steps[key]
        for index, step in enumerate(steps):
            yield from ((*line, index, "expect", key) for key in step.get("expect", {}))


ONE_MORE = {
    "next": "one more",
    "visited": "one more",
    "interrupts": {"node": "one more"},
    "messages": {"role": "user"},
}
SOMETHING_ELSE = {"raises": {"type": "NoSuchError"}, "checkpoints": {"added": 99}}


def _negated(expected, top=None):
    """The same with its last part negated, or with something that is not there."""
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
