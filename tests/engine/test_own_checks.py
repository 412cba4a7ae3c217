"""Checks of the user's own: what they get, what they may answer, and all that can go wrong."""

import pytest
from playing import named, play

from scenario_runner import Options, run

GRAPH = {
    "state": {"total": "integer"},
    "nodes": {"sum": {"returns": {"total": 5}}},
    "edges": ["START -> sum -> END"],
}
CHECKS = """
import asyncio
import os


def fine(seen):
    return []


def nothing(seen):
    return None


async def awaited(seen):
    await asyncio.sleep(0)
    return ["from afar"]


def two(seen):
    return ["the first", "the second"]


def told(seen):
    if seen["values"]["total"] != 7:
        yield "not seven"


async def told_from_afar(seen):
    yield "not eight"


def endless(seen):
    while True:
        yield "again"


async def endless_from_afar(seen):
    while True:
        yield "again"


def asserts(seen):
    assert seen["values"]["total"] == 7, "no seven"


def tuples(seen):
    return ("as a tuple",)


def own_loop(seen):
    return asyncio.run(awaited(seen))


def spoils(seen):
    seen["values"].clear()
    seen["interrupts"].append(1)


def environment(seen):
    return [os.environ["SHOP"]]


def text(seen):
    return "bad"


def truth(seen):
    return True


def number(seen):
    return 3


def mapping(seen):
    return {"a": "b"}


def odd_list(seen):
    return ["fine", {"a": 1}]


def odd_object(seen):
    return object()


def lines(seen):
    return ["one\\n  two", ""]


def missing(seen):
    return inner(seen)


def inner(seen):
    return seen["nothing"]


def leaves(seen):
    raise SystemExit(3)


def stops(seen):
    raise StopIteration


def exits(seen):
    os._exit(9)


def hangs(seen):
    while True:
        pass


async def waits(seen):
    await asyncio.sleep(60)


def wants_more(seen, more):
    return []


def says(seen):
    print("hello from a check")
    return []


values = 3


class Callable:
    def __call__(self, seen):
        return ["an object"]


called = Callable()
"""
FILES = {"checks.py": CHECKS}


def outcome(folder, check, **more):
    """The step's outcome, and what its check is said to find."""
    case = play(folder, GRAPH, [{"invoke": {}, "expect": {"check": check}}], files=FILES, **more)
    (step,) = case.branches[0].steps
    found = [one for one in step.findings if one.expectation == "check"]
    return step.outcome, [one.message for one in found], found


@pytest.mark.parametrize(
    ("name", "complaints"),
    [
        ("awaited", ["from afar"]),
        ("two", ["the first", "the second"]),
        ("told", ["not seven"]),
        ("told_from_afar", ["not eight"]),
        ("asserts", ["checks:asserts: no seven"]),
        ("tuples", ["as a tuple"]),
        ("own_loop", ["from afar"]),
        ("called", ["an object"]),
        ("lines", ["one two", "(a complaint without words)"]),
    ],
)
def test_each_complaint_is_a_finding(tmp_path, name, complaints):
    """Functions of every kind; what `assert` says is a complaint too."""
    assert outcome(tmp_path, f"checks:{name}")[:2] == ("failed", complaints)


@pytest.mark.parametrize("name", ["endless", "endless_from_afar"])
def test_one_that_complains_without_end_is_stopped(tmp_path, name):
    """The first thousand are enough, and most of them are only counted."""
    step, messages, _ = outcome(tmp_path, f"checks:{name}")
    assert (step, len(messages)) == ("failed", 51)
    assert messages[-1] == "950 more parts are not as expected"


@pytest.mark.parametrize("name", ["fine", "nothing", "spoils"])
def test_none_is_one_that_is_met(tmp_path, name):
    """Changing the observation changes nothing: a check has a copy."""
    case = play(
        tmp_path,
        GRAPH,
        [
            {"invoke": {}, "expect": {"check": f"checks:{name}", "values": {"total": 5}}},
            {"expect": {"values": {"total": 5}}},
        ],
        files=FILES,
    )
    first = case.branches[0].steps[0].findings[0]
    assert case.outcome == "passed"
    assert (first.outcome, first.message) == ("passed", f"checks:{name} complains of nothing")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("text", "checks:text returned text; a check returns a list of complaints, empty when"),
        ("truth", "checks:truth returned true; a check returns a list"),
        ("number", "checks:number returned the number 3; a check"),
        ("mapping", "checks:mapping returned a mapping; a check"),
        ("odd_object", "checks:odd_object returned an object of the class object; a check"),
        ("odd_list", "checks:odd_list returned a mapping as complaint 2; complaints are text"),
        ("missing", "checks:missing raised KeyError: 'nothing'"),
        ("leaves", "checks:leaves raised SystemExit: 3"),
        ("stops", "checks:stops raised StopIteration"),
        ("wants_more", "checks:wants_more raised TypeError: wants_more() missing 1 required"),
        ("values", "checks:values is not a function"),
        ("fin", 'checks has no "fin"; did you mean "fine"?'),
    ],
)
def test_what_is_no_answer_is_an_error_at_its_line(tmp_path, name, said):
    """Told in one sentence; the branch ends, as with any error."""
    step, (message,), (finding,) = outcome(tmp_path, f"checks:{name}")
    assert (step, finding.outcome) == ("error", "error")
    assert message.startswith(said)
    assert finding.place.line == 1


def test_what_it_raises_is_told_with_the_users_own_frames(tmp_path):
    """Those of the check, none of ours."""
    _, _, (finding,) = outcome(tmp_path, "checks:missing")
    frames = [line.strip() for line in finding.traceback.splitlines() if line.startswith("  File")]
    assert [frame.rpartition(" ")[2] for frame in frames] == ["missing", "inner"]
    assert finding.traceback.endswith("KeyError: 'nothing'")


def test_a_list_of_them_each_with_its_own_place(tmp_path):
    """In the order written; one that fails stops none of the others."""
    names = ["checks:fine", "checks:missing", "checks.py:two", "no_such:thing"]
    step, messages, found = outcome(tmp_path, names)
    assert step == "error"
    assert [one.outcome for one in found] == ["passed", "error", "failed", "failed", "error"]
    assert messages[4].startswith('there is no module "no_such"')
    assert len({one.place for one in found}) == 4


def test_it_sees_the_scenarios_environment(tmp_path):
    """And templates may name it."""
    more = {"environment": {"SHOP": "open"}, "variables": {"name": "environment"}}
    assert outcome(tmp_path, "checks:{{ name }}", **more)[:2] == ("failed", ["open"])


def test_a_name_from_a_template_is_checked_too(tmp_path):
    """Like one that is written."""
    case = play(
        tmp_path,
        GRAPH,
        [{"invoke": {}, "expect": {"check": "{{ name }}"}}],
        files=FILES,
        variables={"name": "sums"},
    )
    error = case.branches[0].steps[0].error
    assert error.message == '"sums" names no function'


def test_files_are_relative_to_the_scenario_and_modules_to_the_project(tmp_path):
    """What a check's file imports from its own folder is found."""
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "scenarios" / "checks").mkdir(parents=True)
    (tmp_path / "shared.py").write_text("def sums(seen): return ['of the project']")
    (tmp_path / "scenarios" / "checks" / "money.py").write_text(
        "import beside\ndef sums(seen): return beside.said"
    )
    (tmp_path / "scenarios" / "checks" / "beside.py").write_text("said = ['of the file']")
    names = ["shared:sums", "checks/money.py:sums"]
    assert outcome(tmp_path / "scenarios", names)[1] == ["of the project", "of the file"]


def test_steps_of_another_file_name_files_beside_it(tmp_path):
    """As references of graphs do."""
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "checks.py").write_text(CHECKS)
    (tmp_path / "shared" / "steps.yaml").write_text(
        "steps:\n  - expect: {check: [checks.py:two]}\n  - expect: {check: checks.py:awaited}\n"
    )
    graph = {**GRAPH, "state": {"total": {"type": "integer", "default": 5}}}
    case = play(tmp_path, graph, [{"$include": "shared/steps.yaml#/steps"}])
    steps = [
        [one.message for one in step.findings if one.expectation == "check"]
        for step in case.branches[0].steps
    ]
    assert steps == [["the first", "the second"], ["from afar"]]


def test_it_is_asked_after_errors_and_refusals_too(tmp_path):
    """Whatever the step did can be looked at."""
    graph = {**GRAPH, "nodes": {"sum": {"raises": {"type": "ValueError"}}}}
    check = "def kinds(seen): return [seen['raises']['type'] if seen['raises'] else 'none']"
    case = play(
        tmp_path,
        graph,
        [
            {"invoke": {"total": 1}, "expect": {"raises": "ValueError", "check": "kinds:kinds"}},
            {
                "resume": 1,
                "thread": "b",
                "expect": {"refused": {"$present": True}, "check": "kinds:kinds"},
            },
        ],
        files={"kinds.py": check},
    )
    told = [
        [one.message for one in step.findings if one.expectation == "check"]
        for step in case.branches[0].steps
    ]
    assert told == [["ValueError"], ["none"]]


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("hangs", "timeout", "the step did not end within its 1 s"),
        ("waits", "timeout", "the step did not end within its 1 s"),
        ("exits", "died", "the step did not end: its process ended with exit code 9"),
    ],
)
def test_one_that_does_not_return_costs_its_branch_and_nothing_else(tmp_path, name, kind, said):
    """In a process of its own, which can be killed; where it was is told."""
    (tmp_path / "checks.py").write_text(CHECKS)
    file = tmp_path / "s.scenario.yaml"
    seconds = 1 if kind == "timeout" else 60
    file.write_text(f"""
scenario: S
graph:
  state: {{total: integer}}
  nodes: {{n: {{returns: {{total: 5}}}}}}
  edges: [START -> n -> END]
steps: [{{invoke: {{total: 1}}, timeout: {seconds}, expect: {{check: checks.py:{name}}}}}]
branches:
  other: {{from: start, steps: [{{invoke: {{total: 1}}, expect: {{check: checks.py:says}}}}]}}
""")
    (case,) = run([file], Options()).cases
    branches = named(case)
    error = branches["main"].steps[0].error
    assert (error.kind, error.message) == (kind, said)
    assert kind == "died" or f"in {name}" in error.traceback
    assert branches["other"].outcome == "passed"
    assert "hello from a check" in case.printed
