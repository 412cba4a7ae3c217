"""Tapes: HTTP that was recorded, played back by vcrpy; what no recording answers is an error."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any
from unittest.mock import patch

from vcr.cassette import Cassette
from vcr.record_mode import RecordMode
from vcr.request import Request
from vcr.serialize import deserialize, serialize
from vcr.serializers import yamlserializer

from scenario_runner.frozen import frozen
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.tape_request import TapeRules
from scenario_runner.graphs.tape_words import unanswered
from scenario_runner.graphs.taping import Record
from scenario_runner.language.source import LARGEST
from scenario_runner.whole_file import write_text


class NotOnTape(ConnectionError):
    """A request that no recording answers."""


@frozen
class Recorded:
    """A request and its response, as a tape holds them."""

    request: Request
    response: dict[str, Any]


class Tape(Cassette):
    """What vcrpy asks of a cassette, for a tape of ours; its files are read and written here."""

    def __init__(
        self, *, path: str, known: Sequence[Recorded], rules: TapeRules, record: Record
    ) -> None:
        super().__init__(path, record_mode=RecordMode.NONE)
        self.known, self.rules, self.record = known, rules, record
        self.added: list[Recorded] = []
        self.missed: list[str] = []
        """What was asked for in vain, as sentences."""
        self._identities = [rules.identity(one.request) for one in known]
        self._played: set[int] = set()
        self._turn = Lock()  # nodes of one superstep ask at the same time

    @classmethod
    def load(cls, *, path: str, tape: Tape) -> Tape:  # noqa: ARG003  # vcrpy wants a path
        """The tape itself, where vcrpy would make one and read its file."""
        return tape

    @property
    def write_protected(self) -> bool:
        """Whether the network is never asked."""
        return self.record == "none"

    def filter_request(self, request: Request) -> Request:
        """Every request is for the tape."""
        return request

    def can_play_response_for(self, request: Request) -> bool:
        """Whether a recording answers it. Raises NotOnTape where nothing else may."""
        if self.record == "all":
            return False
        with self._turn:
            found = self._next(request) is not None
        if not found and self.record == "none":
            self._miss(request)
        return found

    def play_response(self, request: Request) -> dict[str, Any]:
        """The next recording that answers it. Raises NotOnTape."""
        with self._turn:
            index = self._next(request)
            if index is not None:
                self._played.add(index)
                return self.known[index].response
        self._miss(request)
        raise AssertionError

    def append(self, request: Request, response: dict[str, Any]) -> None:
        """Keep what the network answered."""
        kept = Recorded(
            request=self.rules.kept_request(request), response=self.rules.kept_response(response)
        )
        with self._turn:
            self.added.append(kept)

    def _next(self, request: Request) -> int | None:
        asked = self.rules.identity(request)
        told = enumerate(self._identities)
        return next((n for n, one in told if one == asked and n not in self._played), None)

    def _miss(self, request: Request) -> None:
        message = unanswered(self.rules.identity(request), self._identities)
        if message not in self.missed:
            self.missed.append(message)
        raise NotOnTape(message)


@contextmanager
def playing(tape: Tape) -> Iterator[None]:
    """Every HTTP request of this process goes to the tape first."""
    context = Tape.use(path=tape.path, tape=tape)
    # vcrpy takes its patches away for the moment in which it makes a connection, and requests of
    # other threads would reach the network then; the connections it makes do not need that
    with patch("vcr.patch.force_reset", contextlib.nullcontext), context:
        yield


def read_tape(path: Path, shown: str) -> list[Recorded]:
    """What a tape holds; nothing where there is none yet. Raises GraphLoadError."""
    try:
        if path.stat().st_size > LARGEST:
            raise GraphLoadError(f"the tape {shown} is larger than {LARGEST // 1_000_000} MB")
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise GraphLoadError(f"the tape {shown} cannot be read", "check its permissions") from error
    try:
        requests, responses, *_ = deserialize(text, yamlserializer)
        return [
            Recorded(request=request, response=response)
            for request, response in zip(requests, responses, strict=True)
        ]
    except Exception as error:  # whatever stands in somebody's file
        hint = "record it anew with --record all"
        raise GraphLoadError(f"the tape {shown} is not one that was recorded", hint) from error


def write_tape(path: Path, recorded: Sequence[Recorded]) -> None:
    """Put the recordings where the tape lies, all of them or nothing. Raises OSError."""
    told = {
        "requests": [one.request for one in recorded],
        "responses": [one.response for one in recorded],
    }
    write_text(path, serialize(told, yamlserializer))
