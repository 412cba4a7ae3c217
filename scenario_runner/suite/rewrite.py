"""Expected values of one file on their way to what came: which are rewritten, which are left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from scenario_runner.frozen import frozen
from scenario_runner.judge.amends import Amend, Leave, amends
from scenario_runner.language.as_written import why_open
from scenario_runner.language.edit import CannotEdit, CannotWrite, edited, to_become
from scenario_runner.language.model import Expectation
from scenario_runner.language.source import Source, read
from scenario_runner.language.value import Data, Pointer, Value
from scenario_runner.matching.same import same
from scenario_runner.problem import Place
from scenario_runner.results.model import StepResult

_OTHER_CASES = "not all of the cases and branches that share it were played"
_DISAGREE = "the rows that share it disagree"
_SHARED = "an anchor or an alias stands there"


@frozen
class Left:
    """An expected value that failed and was left as it is."""

    place: Place
    why: str


@frozen
class Asked:
    """One entry of one step's `expect` in one case, and the step as it was played."""

    expectation: Expectation
    played: StepResult | None
    """None where it was not, or not in this run."""
    foretold: bool = False
    """It is expected to fail: that is nothing to mend."""
    masks: tuple[str, ...] = ()
    """How the words begin that stand for secrets in what came."""

    def failed(self) -> list[Place]:
        """Where it was not met."""
        key, whole = self.expectation.key, self.expectation.value.place
        if self.foretold:
            return []
        return [
            finding.place or whole
            for finding in (self.played.findings if self.played is not None else ())
            if finding.expectation == key and finding.outcome == "failed"
        ]

    def amends(self) -> dict[Pointer, Amend | Leave]:
        """What it would have to say, where it was not met."""
        if self.played is None or self.played.observation is None or not self.failed():
            return {}
        key, written = self.expectation.key, self.expectation.value.data
        found = amends(key, written, self.played.observation)
        return {said.way: self._unmasked(said) for said in found}

    def _unmasked(self, said: Amend | Leave) -> Amend | Leave:
        if isinstance(said, Amend) and any(mask in str(said.data) for mask in self.masks):
            return Leave(way=said.way, why="what came holds a secret")
        return said


@dataclass(kw_only=True, slots=True)
class Rewriting:
    """One file's text, changed value by value."""

    source: Source
    text: str = ""
    count: int = 0
    """How many values were rewritten."""
    _left: dict[Place, str] = field(default_factory=dict)
    _pointers: dict[Place, list[Pointer]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.text = self.source.text
        for pointer, place in self.source.places.values.items():
            self._pointers.setdefault(place, []).append(pointer)

    def all_of(self, asked: Iterable[Asked]) -> None:
        """Rewrite whatever failed; `asked` is all that stands in the file, whatever ran."""
        shared: dict[Place, list[Asked]] = {}
        for each in asked:
            shared.setdefault(each.expectation.value.place, []).append(each)
        for sharing in shared.values():
            if any(each.failed() for each in sharing):
                self._entry(sharing)

    def left(self) -> tuple[Left, ...]:
        """What was left, in the order of the file, where it stands now."""
        now = read(self.source.file, self.text.encode()).places
        left = []
        for place, why in self._left.items():
            pointers = self._pointers.get(place, [])
            left.append(Left(place=now.value(pointers[0]) if pointers else place, why=why))
        return tuple(sorted(left, key=lambda each: each.place))

    def _entry(self, sharing: list[Asked]) -> None:
        """Rewrite one entry of `expect`, which rows and includes may share."""
        value = sharing[0].expectation.value
        said = [each.amends() for each in sharing]
        ways = list(dict.fromkeys(way for each in said for way in each))
        for way in ways:
            place = value.at(*way)
            data, why = _agreed([each.get(way) for each in said], sharing)
            why = why or self._rewritten(place, data)
            if why is not None:
                self._left.setdefault(place, why)
        told = [(*value.pointer, *way) for way in ways]
        for place in dict.fromkeys(place for each in sharing for place in each.failed()):
            self._other(place, value, told)

    def _rewritten(self, place: Place, data: Data) -> str | None:
        """Why the value at a place cannot be rewritten; None where it was."""
        if place.file != self.source.file:
            return f"it is included from {place.file}"
        pointers = self._pointers.get(place, [])
        if len(pointers) != 1:
            return _SHARED
        old = self.source.data
        for step in pointers[0]:
            old = old[step]
        try:
            self.text = edited(self.text, to_become(old, data, pointers[0]))
        except (CannotEdit, CannotWrite) as fault:
            return str(fault)
        self.count += 1
        return None

    def _other(self, place: Place, value: Value, told: list[Pointer]) -> None:
        """Say why a place that failed was left, where that is not said yet."""
        for pointer, known in value.places.values.items():
            below = pointer[: len(value.pointer)] == value.pointer
            if known == place and below and not any(_is_around(pointer, each) for each in told):
                self._left.setdefault(place, _why(value, pointer[len(value.pointer) :]))


def _agreed(said: list[Amend | Leave | None], sharing: list[Asked]) -> tuple[Data, str | None]:
    """What all who share a value want there; or why nothing can be written."""
    first = next(each for each in said if each is not None)
    if (leave := next((each for each in said if isinstance(each, Leave)), None)) is not None:
        return None, leave.why
    if any(each.played is None for each in sharing):
        return None, _OTHER_CASES
    data = first.data if isinstance(first, Amend) else None
    if all(isinstance(each, Amend) and same(each.data, data) for each in said):
        return data, None
    return None, _DISAGREE


def _is_around(one: Pointer, other: Pointer) -> bool:
    """Whether one of the two holds the other."""
    shortest = min(len(one), len(other))
    return one[:shortest] == other[:shortest]


def _why(value: Value, way: Pointer) -> str:
    """What stands at a place, or around it, that decides what is expected."""
    written = value.data
    for step in (*way, None):
        if (why := why_open(written, deep=False)) is not None:
            return f"{why} stands there"
        if step is not None:
            written = written[step]
    return "it cannot be told what should stand there"
