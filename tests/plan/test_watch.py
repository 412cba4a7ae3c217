"""What steps are watched for: only what something asks of them."""

import pytest

from scenario_runner.language.load import load
from scenario_runner.plan.compile import compile_plan
from scenario_runner.plan.operations import Perform, Watch
from scenario_runner.plan.watch import begins

BOTH = ("custom", "messages")


@pytest.fixture
def watch(tmp_path):
    """What the last step of a scenario is watched for."""

    def of(step, more=""):
        file = tmp_path / "s.scenario.yaml"
        file.write_text(f"scenario: s\ngraph: a:b\nsteps:\n  - invoke: {{}}\n  - {step}\n{more}")
        (branch, *_) = compile_plan(load(str(file))).branches
        return [one.watch for one in branch.operations if isinstance(one, Perform)]

    return of


@pytest.mark.parametrize(
    ("expected", "modes"),
    [
        ("[{mode: custom}]", ("custom",)),
        ("[{mode: messages}, {mode: custom}]", BOTH),
        ("[{mode: updates}, {mode: values}]", ("updates", "values")),
        ("[]", BOTH),
        ("{$length: 2}", BOTH),
        ('["{{ one }}"]', BOTH),
        ("{$contains: {mode: values}}", ("values",)),
        ("{$not: {$unordered: [{mode: updates}]}}", ("updates",)),
        ("[{mode: {$any_of: [updates, messages]}}]", ("messages", "updates")),
        ("[{mode: {$not: custom}}]", BOTH),
        ("[{mode: custom, data: {mode: values}}]", ("custom",)),
        ("[{mode: custom, data: {$equals: {mode: values}}}]", ("custom",)),
    ],
)
def test_the_modes_that_events_name(watch, expected, modes):
    """In matchers too, but not in what an event holds."""
    more = "variables: {one: 1}\n"
    step = f"{{invoke: {{}}, expect: {{events: {expected}}}}}"
    assert watch(step, more) == [Watch(), Watch(modes=modes)]


@pytest.mark.parametrize(
    ("step", "wanted"),
    [
        ("{expect: {values: {events: 1}}}", Watch()),
        ("{expect: {store: []}}", Watch(store=True)),
        ("{expect: {check: a:b}}", Watch(store=True)),
        ("{expect: {paths: {$.store: []}}}", Watch(store=True)),
        ("{invoke: {}, save: {a: '$.events[0]'}}", Watch(modes=BOTH)),
        ("{invoke: {}, save: {a: $.values.events}}", Watch()),
        ("{invoke: {}, save: {a: $..text}}", Watch()),
        (
            """{invoke: {}, save: {a: "$.events[?@.mode == 'updates']"}}""",
            Watch(modes=("updates",)),
        ),
    ],
)
def test_what_else_asks(watch, step, wanted):
    """Paths and saved values that begin with a part of the observation."""
    assert watch(step)[-1] == wanted


def test_compare_asks_of_the_last_step(watch):
    """Of the branches that it compares."""
    more = (
        "branches: {other: {from: start, steps: [{invoke: {}}]}}\n"
        "compare: [{branches: [main, other], equal: [$.events, $.store]}]\n"
    )
    assert watch("{invoke: {}}", more) == [Watch(), Watch(modes=BOTH, store=True)]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("$.events", "events"),
        ("$ .events[0].mode", "events"),
        ("$['events']", "events"),
        ('$[ "store" ][0]', "store"),
        ("$.eventsful", "eventsful"),
        ("$", None),
        ("$..events", None),
        ("$.*", None),
        ("$[*]", None),
    ],
)
def test_what_a_path_begins_with(path, name):
    """None where it may be any part."""
    assert begins(path) == name
