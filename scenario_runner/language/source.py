"""Reading YAML: bytes -> data that knows its places, or every problem of the text at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

import yaml

from scenario_runner.frozen import frozen
from scenario_runner.language.document import Walk
from scenario_runner.language.spots import Spotter
from scenario_runner.language.syntax import several_documents, syntax_problem
from scenario_runner.language.text import control_character, decode, place_in, too_much
from scenario_runner.language.value import Data, Places, Pointer, Value
from scenario_runner.problem import Place, Problem, ProblemsError

LARGEST = 10_000_000
"""Bytes. A scenario is written by people; what is larger came here by mistake."""

DEEPEST = 100
"""Levels of nesting."""

HOPELESS = frozenset({"alias-bomb", "too-deep"})
"""Problems after which nothing else about the file is worth telling."""


# libyaml understands `{question: Publish?}`, which PyYAML's own scanner refuses; without
# libyaml the same files are read, but for that.
class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # either of two
    """Makes nodes only: what an unquoted word is, `scalar` says, and PyYAML need not guess."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:  # noqa: ARG002  # as PyYAML calls it
        """The tag of a node, which nobody asks for."""
        return ""


@frozen
class Source:
    """A file that was read: its text, its data, and where each part of the data stands."""

    file: str
    text: str = field(repr=False)
    data: Data
    places: Places = field(repr=False, compare=False)
    last_lines: Mapping[Pointer, int] = field(repr=False, compare=False)
    """The last line of each mapping and list."""

    @property
    def value(self) -> Value:
        """All of the file's data, with its places."""
        return Value(data=self.data, places=self.places)


def read(file: str, content: bytes) -> Source:
    """Read one YAML document. Raises ProblemsError with everything that is wrong in it."""
    source, problems = scan(file, content)
    if problems:
        raise ProblemsError(tuple(problems))
    return source


def scan(file: str, content: bytes) -> tuple[Source, list[Problem]]:
    """As `read`, but goes on with a guess where one part of the text is wrong, so that the
    checks after it still say what they find. Raises ProblemsError where the text as a whole
    cannot be understood."""
    if len(content) > LARGEST:
        raise _fatal(place_in(file, "", 0), f"the file is larger than {LARGEST // 1_000_000} MB")
    text = decode(file, content)
    if (problem := control_character(file, text)) is not None:
        raise ProblemsError((problem,))
    node = _compose(file, text)
    walk = Walk(file=file, spotter=Spotter(text), deepest=DEEPEST)
    data = walk.document(node)
    if any(problem.code in HOPELESS for problem in walk.problems):
        raise ProblemsError(tuple(walk.problems))
    source = Source(
        file=file, text=text, data=data, places=walk.places(), last_lines=walk.last_lines
    )
    return source, walk.problems


def _compose(file: str, text: str) -> yaml.Node:
    if (problem := too_much(file, text, _Loader, DEEPEST)) is not None:
        raise ProblemsError((problem,))
    loader = _Loader(text)
    node = None
    try:
        # PyYAML's stubs leave the loaders' own methods untyped.
        node = loader.get_node() if loader.check_node() else None
        if node is not None and loader.check_node():
            raise ProblemsError((several_documents(file, text, loader.get_node()),))
    except yaml.YAMLError as error:
        raise ProblemsError((syntax_problem(file, text, error),)) from None
    finally:
        loader.dispose()
    if node is None:
        raise _fatal(
            place_in(file, "", 0),
            "the file is empty",
            'begin it with "scenario:" and a name, then "graph:" and "steps:"',
        )
    composed: yaml.Node = node
    return composed


def _fatal(place: Place, message: str, hint: str | None = None) -> ProblemsError:
    return ProblemsError((Problem(place=place, message=message, hint=hint, code="unreadable"),))
