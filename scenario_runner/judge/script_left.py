"""The check `script_left`: replies that no branch used, and models that nobody asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from scenario_runner.judge.verdict import Finding, remark
from scenario_runner.language.model import Scenario
from scenario_runner.language.scripts import ModelScript, Reply, Scripts, asked_key, use_key
from scenario_runner.matching.say import listed, quoted

_SHOWN = 5  # replies told by their lines


def script_left(scenario: Scenario, used: Collection[str]) -> Iterator[Finding]:
    """Speaks of each script with something left. `used`: what was counted in any branch.

    What a folder's defaults say is for other scenarios too, and nothing is said of it. A branch
    that `for_each` made uses a reply for all of its rows.
    """
    scripts = [script for script in _scripts(scenario) if not script.is_default]
    taken = {
        reply.place
        for script in scripts
        for index, reply in enumerate(script.replies)
        if use_key(script, index) in used
    }
    for place, script in {script.place: script for script in scripts}.items():
        left = [
            (number, reply)
            for number, reply in enumerate(script.replies, start=1)
            if reply.place not in taken
        ]
        if asked_key(script.target) not in used:
            message = f"the scripted model {quoted(script.target)} was never asked"
            yield remark("script_left", "failed", message, place)
        elif left:
            yield remark("script_left", "failed", _told(script, left), left[0][1].place)


def _scripts(scenario: Scenario) -> Scripts:
    own: Iterable[Scripts] = (branch.models for branch in scenario.branches)
    return tuple(script for scripts in (scenario.models, *own) for script in scripts)


def _told(script: ModelScript, left: list[tuple[int, Reply]]) -> str:
    shown = [f"number {number} (line {reply.place.line})" for number, reply in left[:_SHOWN]]
    more = [f"{len(left) - _SHOWN} more"] if len(left) > _SHOWN else []
    replies = "a reply" if len(left) == 1 else f"{len(left)} replies"
    said = listed([*shown, *more])
    return f"the scripted model {quoted(script.target)} has {replies} that no branch used: {said}"
