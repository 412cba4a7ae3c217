"""What came, in the form in which an expectation is written."""

from __future__ import annotations

from scenario_runner.engine.observation import Observation
from scenario_runner.judge.events import hits_of
from scenario_runner.judge.expectations import seen_at, stored
from scenario_runner.language.jsonpath import compile_path
from scenario_runner.language.value import Data
from scenario_runner.matching.look import ABSENT


def reached(path: str, seen: Observation) -> Data:
    """What a JSONPath of `paths` hits; `ABSENT` for one value that is not there."""
    query = compile_path(path)
    found = [value for _, value in query.find(seen.to_data())]
    return (found[0] if found else ABSENT) if query.singular else found


def came(key: str, written: Data, seen: Observation) -> Data:
    """What a key looks at, in the form it is written in."""
    actual = seen_at(key, seen)
    match key:
        case "executions" if isinstance(written, dict):
            return dict.fromkeys(written, 0) | actual
        case "raises" if actual is not ABSENT:
            wanted = written.get("type") if isinstance(written, dict) else written
            dotted = isinstance(wanted, str) and "." in wanted
            told = {**actual, "type": actual["qualified" if dotted else "type"]}
            return told if isinstance(written, dict) else told["type"]
        case "interrupts" if isinstance(written, list):
            paths = any(isinstance(each, dict) and "path" in each for each in written)
            return actual if paths else [_told(each) for each in actual]
        case "events":
            return [event for _, event in hits_of(written, seen)]
        case "store":
            return stored(seen)
        case "checkpoints" if isinstance(written, dict):
            sources = [each.source for each in seen.checkpoints]
            return {"added": len(sources), "sources": sources, "parent": written.get("parent")}
        case _:
            return actual


def _told(pending: dict[str, Data]) -> dict[str, Data]:
    """An interrupt as people write it: the path where it says more than the node."""
    return {k: v for k, v in pending.items() if k != "path" or v != pending["node"]}
