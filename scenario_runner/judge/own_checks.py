"""`check`: what the user's own functions complain of; they were asked when the step was played."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scenario_runner.engine.observation import OwnCheck
from scenario_runner.language.value import Data
from scenario_runner.matching.look import Leaf, Look


def own_checks(expected: Data, asked: Sequence[OwnCheck]) -> Iterator[Leaf]:
    """One finding for each complaint, and one for each check that has none."""
    for number, check in enumerate(asked):
        way = (number,) if isinstance(expected, list) else ()
        look = Look(expected=check.reference, actual=None, path="$", way=way)
        if not check.complaints and check.fault is None:
            yield look.met(f"{check.reference} complains of nothing")
        bare = replace(look, expected=None)
        for complaint in check.complaints:
            yield replace(bare.unmet(complaint), traceback=check.traceback)
        if check.fault is not None:
            yield replace(bare.faulty(check.fault), traceback=check.traceback)
