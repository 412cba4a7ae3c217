"""Whatever a graph does to its process: its case says so, and the rest of the run goes on."""

import json
import shutil
from pathlib import Path

import pytest
from processes import run

HERE = Path(__file__).parent
TIMEOUT = 0.7
"""Seconds for what hangs, and is to hang in its node by then."""
TOO_LONG = f"the step did not end within its {TIMEOUT} s"
NEVER = 60
GOOD = {"invoke": {"do": "nothing"}}


def scenario(graph, do, *, branches=True):
    """One good step, one in trouble, one after it; branches from before and after it."""
    bad = {"id": "bad", "invoke": {"do": do}, "timeout": TIMEOUT if do in HANGS else NEVER}
    told = {
        "scenario": "S",
        "graph": f"trouble.py:{graph}",
        "steps": [{"id": "good", **GOOD}, bad, {"id": "later", **GOOD}],
    }
    if branches:
        told["branches"] = {
            "before": {"from": "good", "steps": [GOOD, {"expect": {"values": {"n": 2}}}]},
            "after": {"from": "bad", "steps": [GOOD]},
            "alone": {"from": "start", "steps": [GOOD]},
        }
    return told


HANGING = {
    "loop": ("graph", "loop", "in work"),
    "sleep": ("graph", "sleep", "time.sleep(60)"),
    "asleep": ("async_graph", "asleep", "await asyncio.sleep(60)"),
    "blocked": ("async_graph", "blocked", "in async_work"),
}
STUBBORN = ("async_graph", "stubborn")
HANGS = {*HANGING, "stubborn"}
DYING = {
    "segfault": ("graph", "segfault", "killed by signal 11, SIGSEGV"),
    "abort": ("graph", "abort", "killed by signal 6, SIGABRT"),
    "osexit": ("graph", "_exit", "exit code 7"),
    "osexitwell": ("graph", "_exit well", "exit code 0"),
}
ENDING = {
    "sysexit": ("graph", "exit", "died", "the graph called sys.exit(bye)"),
    "mute": ("graph", "mute", "died", "the graph called sys.exit(4)"),
    "keyboard": ("graph", "interrupt", "died", "the graph raised KeyboardInterrupt"),
    "cancelled": ("async_graph", "cancelled", "raised", "CancelledError"),
    "unstorable": ("graph", "unstorable", "raised", "not msgpack serializable: module"),
}
IN_TROUBLE = {**HANGING, **DYING, **ENDING, "stubborn": STUBBORN}
LOADING = {
    "import": ("slow.py:graph", "timeout"),
    "factory": ("trouble.py:slow_factory", "timeout"),
    "raising": ("trouble.py:raising_factory", "graph"),
    "missing": ("trouble.py:nothing", "graph"),
    "broken": ("broken.py:graph", "graph"),
}


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """One run of all of them, with good ones among them and an invalid file."""
    folder = tmp_path_factory.mktemp("trouble")
    shutil.copy(HERE / "trouble.py", folder)
    folder.joinpath("slow.py").write_text("import time\ntime.sleep(60)\n")
    folder.joinpath("broken.py").write_text("import nothing_of_the_kind\n")
    told = {name: scenario(graph, do) for name, (graph, do, *_) in IN_TROUBLE.items()}
    for name, (graph, kind) in LOADING.items():
        seconds = TIMEOUT if kind == "timeout" else NEVER
        told[name] = {"scenario": "S", "graph": graph, "steps": [GOOD], "timeout": seconds}
    for name in ("a-good", "m-good", "z-good"):
        told[name] = {"scenario": "S", "graph": "trouble.py:graph", "steps": [GOOD]}
    for name, do in (("n-timer", "timer"), ("n-when it goes off", "slow")):
        graph = "trouble.py:graph"
        told[name] = {"scenario": "S", "graph": graph, "steps": [{"invoke": {"do": do}}]}
    told["invalid"] = {"scenario": "S", "graph": "trouble.py:graph", "stepps": []}
    for name, data in told.items():
        folder.joinpath(f"{name}.scenario.yaml").write_text(json.dumps(data))
    return run(".", cwd=folder)


def test_every_case_is_told_once(done):
    """With its own outcome; what failed does not disturb what comes after it, nor does a timer."""
    bad = dict.fromkeys([*IN_TROUBLE, *LOADING, "invalid"], "error")
    good = dict.fromkeys(["a-good", "m-good", "n-timer", "n-when it goes off", "z-good"], "passed")
    assert done.outcomes == {**bad, **good}
    assert len(done.results.cases) == len(bad) + len(good)
    assert (done.code, done.err) == (1, "")


@pytest.mark.parametrize("name", IN_TROUBLE)
def test_branches_that_do_not_hang_from_it_are_played(done, name):
    """The good step before it counts; later steps are skipped, and so are branches from it,
    unless it was the graph that ended it by raising."""
    assert [step.outcome for step in done.branch(name).steps] == ["passed", "error", "skipped"]
    raised = name in {"cancelled", "unstorable"}
    after = done.branch(name, "after")
    outcomes = {branch.name: branch.outcome for branch in done.case(name).branches}
    assert outcomes == {
        "main": "error",
        "before": "passed",
        "after": "passed" if raised else "skipped",
        "alone": "passed",
    }
    assert after.reason == (None if raised else "it starts after main/bad, which did not run")


@pytest.mark.parametrize("name", HANGING)
def test_a_step_that_hangs_is_ended_at_its_timeout(done, name):
    """And shows where it was, by the user's own lines."""
    error = done.branch(name).steps[1].error
    assert (error.kind, error.message) == ("timeout", TOO_LONG)
    assert HANGING[name][2] in error.traceback
    assert "trouble.py" in error.traceback
    assert "langgraph" not in error.traceback
    assert done.branch(name).steps[1].duration < 30  # and not when it would by itself


@pytest.mark.parametrize("name", DYING)
def test_a_process_that_dies_costs_its_step(done, name):
    """And says how it died, with what it had printed."""
    error = done.branch(name).steps[1].error
    assert error.kind == "died"
    assert DYING[name][2] in error.message
    assert f"doing {DYING[name][1]}\n" in done.case(name).printed


def why(case):
    """The error of a case that did not come to its steps."""
    return case.error or case.branches[0].error


def test_what_cannot_be_stored_is_said_not_to_belong_in_the_state(done):
    """LangGraph's own words do not say what to do."""
    hint = "what the state holds is stored after each step; return what can be stored"
    assert done.branch("unstorable").steps[1].error.hint == hint


@pytest.mark.parametrize("name", LOADING)
def test_a_graph_that_does_not_load_is_told_with_its_own_reason(done, name):
    """Its steps are skipped."""
    case = done.case(name)
    assert why(case).kind == LOADING[name][1]
    assert [step.outcome for step in case.branches[0].steps] == ["skipped"]


def test_why_it_did_not_load(done):
    """The original error, its place in the user's files."""
    errors = {name: why(done.case(name)) for name in LOADING}
    assert "LookupError: no such shop" in errors["raising"].traceback
    assert "nothing_of_the_kind" in errors["broken"].message
    assert "nothing" in errors["missing"].message
    said = "the time of the case was up: loading the graph did not end in the 0.7 s left"
    assert errors["factory"].message == said
    assert "slow_factory" in errors["factory"].traceback
    assert "slow.py" in errors["import"].traceback


def test_a_coroutine_that_will_not_be_cancelled_costs_its_process(done):
    """It is killed, and the case says why."""
    error = done.branch("stubborn").steps[1].error
    assert (error.kind, error.message) == ("timeout", TOO_LONG)


def test_what_is_printed_is_kept_with_its_case(done):
    """Of each case its own, and nothing of it in the command's own output."""
    assert done.case("a-good").printed == "doing nothing\n"
    assert done.case("z-good").printed == "doing nothing\n"


@pytest.mark.parametrize("name", ENDING)
def test_a_graph_that_wants_to_end_the_process(done, name):
    """Is told so, in the words of who did it."""
    error = done.branch(name).steps[1].error
    assert error.kind == ENDING[name][2]
    assert ENDING[name][3] in error.message
