"""The surroundings of a graph, held to what a scenario says of network, clock, chance, HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scenario_runner.graphs.clock import stopped_clock
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.positions import Positions
from scenario_runner.graphs.taping import Taping
from scenario_runner.language.model import Cassette, Circumstances

if TYPE_CHECKING:  # vcrpy is an extra, for those who have a cassette
    from scenario_runner.graphs.tape import Tape


@dataclass(slots=True)
class Held:
    """What holds while a branch is played."""

    tape: Tape | None = None
    _told: int = 0

    def missed(self) -> list[str]:
        """Requests since the last call that no recording answers, as sentences."""
        if self.tape is None:
            return []
        missed = self.tape.missed[self._told :]
        self._told += len(missed)
        return missed


@contextmanager
def held(
    circumstances: Circumstances, positions: Positions, taping: Taping, *, asks: bool = False
) -> Iterator[Held]:
    """Hold the surroundings to what is said, and write what was recorded at the end. `asks`: the
    models are asked in earnest, for which the network is open.

    Raises GraphLoadError.
    """
    with ExitStack() as around:
        recording = circumstances.cassette is not None and taping.record != "none"
        recording = recording or asks
        if circumstances.network == "none" and not recording:
            from scenario_runner.graphs.network import no_network  # noqa: PLC0415  # few want it

            around.enter_context(no_network())
        if circumstances.seed is not None:
            from scenario_runner.graphs.chance import seeded  # noqa: PLC0415  # few want it

            around.enter_context(seeded(circumstances.seed, positions))
        tape = None
        if circumstances.cassette is not None:
            tape = around.enter_context(_taped(circumstances.cassette, taping))
        if circumstances.frozen_at is not None:  # last: what is recorded has its own time
            clock = stopped_clock(circumstances.frozen_at, circumstances.frozen_place)
            around.enter_context(clock)
        yield Held(tape=tape)


@contextmanager
def _taped(cassette: Cassette, taping: Taping) -> Iterator[Tape]:
    try:
        from scenario_runner.graphs import tape as tapes  # noqa: PLC0415  # as above
        from scenario_runner.graphs.tape_request import TapeRules  # noqa: PLC0415  # as above
    except ImportError as error:
        hint = "pip install 'scenario-runner[record]'"
        raise GraphLoadError("a cassette needs vcrpy", hint, place=cassette.place) from error
    try:
        known = [
            one
            for own in (*taping.before, taping.own)
            for one in tapes.read_tape(*_tape_of(cassette, own))
        ]
    except GraphLoadError as error:
        raise GraphLoadError(error.message, error.hint, place=cassette.place) from error
    rules = TapeRules(
        strip=frozenset(map(str.lower, cassette.strip)),
        ignore=frozenset(map(str.lower, cassette.ignore)),
        mask=taping.mask,
    )
    path, shown = _tape_of(cassette, taping.own)
    tape = tapes.Tape(path=str(path), known=known, rules=rules, record=taping.record)
    with tapes.playing(tape):
        yield tape
    kept = known if taping.record == "missing" else []
    if tape.added or (taping.record == "all" and path.exists()):
        try:
            tapes.write_tape(path, [*kept, *tape.added])
        except OSError as error:
            message = f"the tape {shown} cannot be written: {error.strerror}"
            raise GraphLoadError(message, "check its folder", place=cassette.place) from error


def _tape_of(cassette: Cassette, own: str) -> tuple[Path, str]:
    """The tape of a branch: where it lies, and what it is called."""
    path, shown = Path(cassette.path), Path(cassette.shown)
    if not own:
        return path, str(shown)
    name = f"{path.stem}.{own}{path.suffix}"
    return path.with_name(name), str(shown.with_name(name))
