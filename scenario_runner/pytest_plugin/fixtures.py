"""Graphs that fixtures give to tests; what cannot be one is told where a scenario names it."""

from __future__ import annotations

import inspect
import re
from types import TracebackType

import pytest

from scenario_runner.language.model import FixtureGraph
from scenario_runner.language.words import quoted, suggestion
from scenario_runner.problem import Problem

_AVAILABLE = re.compile(r"available fixtures: (?P<names>.*)")
_MACHINERY = ("_pytest", "pluggy", "scenario_runner")


class FixtureFault(Exception):
    """A fixture that gives no graph: what is wrong with it."""

    __module__ = "builtins"  # reports show the name, and nobody needs to know where it lives

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def scenario(request: pytest.FixtureRequest) -> None:
    """What a test with fixtures is to pytest; a fixture is asked for when a case is played."""


def graph_from(test: pytest.Function, source: FixtureGraph) -> object:
    """What the fixture gives to a test. Raises FixtureFault, and what the fixture raises."""
    __tracebackhide__ = True
    name = quoted(source.name)
    try:
        found = _request(test).getfixturevalue(source.name)
    except pytest.FixtureLookupError as error:
        if error.argname != source.name:  # one that the fixture itself asks for
            raise
        raise FixtureFault(_unknown(test, source, error)) from None
    except pytest.fail.Exception as failed:
        if "async fixture" in str(failed):
            raise FixtureFault(_async(source)) from None
        if "has no parameter defined" in str(failed):
            message = f"the pytest fixture {name} has params, so it gives no single graph"
            hint = "let it give one graph, and put what differs into the scenario's parameters"
            raise FixtureFault(_problem(source, message, hint)) from None
        raise failed.with_traceback(_own(failed.__traceback__)) from None
    except Exception as error:  # noqa: BLE001  # raised again, as its own lines tell it
        raise error.with_traceback(_own(error.__traceback__)) from error.__cause__
    if inspect.isawaitable(found) or inspect.isasyncgen(found):
        if inspect.iscoroutine(found):
            found.close()
        raise FixtureFault(_async(source))
    return found


def _request(test: pytest.Function) -> pytest.FixtureRequest:
    found = test.funcargs["request"]
    if not isinstance(found, pytest.FixtureRequest):
        raise TypeError("pytest has filled in no request")
    return found


def _own(traceback: TracebackType | None) -> TracebackType | None:
    """The traceback from the first frame on that is neither pytest's nor ours."""
    own = traceback
    while own is not None:
        if own.tb_frame.f_globals.get("__name__", "").partition(".")[0] not in _MACHINERY:
            return own
        own = own.tb_next
    return traceback


def _unknown(
    test: pytest.Function, source: FixtureGraph, error: pytest.FixtureLookupError
) -> Problem:
    shown = pytest.Function.repr_failure(test, pytest.ExceptionInfo.from_exception(error))
    found = _AVAILABLE.search(str(shown))
    known = found["names"].split(", ") if found is not None else []
    message = f"there is no pytest fixture {quoted(source.name)}"
    define = "define it in a conftest.py at or above the scenario's folder"
    return _problem(source, message, suggestion(source.name, known, "there are") or define)


def _async(source: FixtureGraph) -> Problem:
    message = f"the pytest fixture {quoted(source.name)} is async, and no plugin runs it"
    hint = "install pytest-asyncio, or let a plain fixture give the async function itself"
    return _problem(source, message, hint)


def _problem(source: FixtureGraph, message: str, hint: str) -> Problem:
    return Problem(place=source.place, message=message, hint=hint, code="graph-fixture")
