"""What a script has to watch beyond the state: the stream, the store, checks of the user's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from scenario_runner.exporting.importable import importable_as, project_folders
from scenario_runner.exporting.limits import NotSaid
from scenario_runner.exporting.script import Script
from scenario_runner.exporting.text import Source, call, flat, lines, listed, text
from scenario_runner.exporting.values import relative
from scenario_runner.language.expected_events import named_modes
from scenario_runner.language.model import FileGraph, Graph, ModuleGraph, Scenario, Step
from scenario_runner.language.references import reference
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Data
from scenario_runner.plan.operations import Watch
from scenario_runner.plan.watch import begins


def paths_of(step: Step) -> list[str]:
    """The JSONPaths that a step asks of its observation."""
    expected = next((e.value.data for e in step.expect if e.key == "paths"), None)
    return [*(expected if isinstance(expected, dict) else ()), *(save.path for save in step.save)]


def parts_of(step: Step) -> set[str | None]:
    """The parts of the observation that those JSONPaths begin with; None for any."""
    return {begins(path) for path in paths_of(step)}


def keys_of(step: Step) -> set[str]:
    """What a step expects, as far as a script can say it: not what a check is called that is
    only worked out when it runs."""
    return {e.key for e in step.expect if e.key != "check" or not _is_open(e.value.data)}


def _is_open(names: Data) -> bool:
    return any(is_template(name) for name in (names if isinstance(names, list) else [names]))


def streams(step: Step) -> bool:
    """Whether a step looks at what is streamed."""
    keys = {e.key for e in step.expect}
    return "events" in keys or "events" in parts_of(step)


def uses_store(scenario: Scenario) -> bool:
    """Whether a scenario looks at the store, or brings one."""
    steps = [step for branch in scenario.branches for step in branch.steps]
    paths = [path for step in steps for path in paths_of(step)]
    paths += [path for each in scenario.compare for path in (*each.equal, *each.differ)]
    looked = any(e.key == "store" for step in steps for e in step.expect)
    return scenario.graph.store is not None or looked or "store" in map(begins, paths)


# --- the stream ---------------------------------------------------------------------------


def kept_modes(watch: Watch) -> Source:
    """The modes that a call is asked for, as an expression."""
    return listed(text(mode) for mode in dict.fromkeys(("custom", *watch.modes)))


def looked_at(written: Data, watch: Watch) -> Source:
    """The events of the modes that an expectation names, as an expression."""
    named = named_modes(written)
    if set(named) == {"custom", *watch.modes}:
        return "events"
    if len(named) == 1:
        return f'[each for each in events if each["mode"] == {text(named[0])}]'
    modes = flat(listed(text(mode) for mode in named))
    return f'[each for each in events if each["mode"] in {modes}]'


# --- the store ----------------------------------------------------------------------------


def store_lines(scenario: Scenario, script: Script, *, kept: str | None) -> Iterator[str]:
    """The lines that give a graph which has just been opened a store of its own: what was kept
    at a moment, or as it is at the start of a case."""
    store: Source
    if kept is not None:
        store = call(script.take("copy", "deepcopy"), kept)
    elif scenario.graph.store is not None:
        store = f"{script.take('langgraph.store.memory', 'InMemoryStore')}()"
    else:
        store = call(script.take("copy", "deepcopy"), "graph.store")
    told = call("graph.copy", update=f'{{"store": {flat(store)}}}')
    yield from lines("graph = ", told, indent=4)


# --- checks of the user's own -------------------------------------------------------------


def check_functions(scenario: Scenario, script: Script) -> dict[str, Source]:
    """By reference: the expression of each function that checks a step. The script will import
    them, so they must be known before it says where from."""
    steps = (step for branch in scenario.branches for step in branch.steps)
    written = [e.value.data for step in steps for e in step.expect if e.key == "check"]
    names = [n for data in written for n in (data if isinstance(data, list) else [data])]
    return {
        name: _function(name, scenario.graph, script)
        for name in dict.fromkeys(names)
        if isinstance(name, str) and not is_template(name)
    }


def _function(name: str, graph: Graph, script: Script) -> Source:
    match reference(name, Path(graph.folder)):
        case ModuleGraph(module=module, attribute=attribute):
            return script.object(module, attribute)
        case FileGraph(path=path, attribute=attribute):
            known = importable_as(path, project_folders(graph.root))
            if known is not None:
                return script.object(known, attribute)
            file = text(relative(path, script.folder))
            return f"{flat(call(script.use('module_of'), file))}.{attribute}"
        case _:
            raise NotSaid(f"{name} names no function")


def check_lines(
    written: Data, functions: Mapping[str, Source], where: str, observation: Source, script: Script
) -> Iterator[str]:
    """The lines that ask the checks of a step."""
    names = written if isinstance(written, list) else [written]
    if _is_open(written):
        raise NotSaid("its name is worked out when it runs")
    yield from lines("observation = ", observation, indent=4)
    for name in names:
        told = call(f"await {script.use('complaints')}", where, functions[name], "observation")
        yield from lines("", told, indent=4)
