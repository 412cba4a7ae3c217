"""From values as written to what is sent or compared: templates rendered, objects built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from scenario_runner.engine.normal import normal
from scenario_runner.frozen import frozen
from scenario_runner.graphs.errors import ValueFault
from scenario_runner.graphs.values import build, resolve_expected
from scenario_runner.language.expected import check_expected, check_input
from scenario_runner.language.jsonpath import compile_path
from scenario_runner.language.model import Expectation, Save
from scenario_runner.language.template import TemplateError, render
from scenario_runner.language.value import Data, Value
from scenario_runner.language.words import kind
from scenario_runner.problem import Place, Problem


class StepFault(Exception):
    """A step that cannot be played as it is written."""

    def __init__(self, message: str, hint: str | None, place: Place) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place


@frozen
class Writing:
    """What is needed to turn written values into objects."""

    scope: Mapping[str, Any]
    """Names that templates may use."""
    folder: str
    root: str
    models: Mapping[str, object] = field(default_factory=dict)
    """What `$model` names."""

    def render(self, value: Value) -> Value:
        """The value with its templates rendered. Raises StepFault."""
        try:
            data = render(value.data, self.scope)
        except TemplateError as error:
            raise StepFault(error.message, error.hint, value.at(*error.pointer)) from error
        return Value(data=data, places=value.places, pointer=value.pointer)

    def object(self, value: Value | None) -> Any:
        """What is sent for a written value; None where nothing is written. Raises StepFault."""
        if value is None:
            return None
        rendered = self.render(value)
        if rendered.data != value.data:
            _raise_first(check_input(rendered))
        try:
            return build(rendered.data, folder=self.folder, root=self.root, models=self.models)
        except ValueFault as error:
            raise StepFault(error.message, error.hint, value.at(*error.pointer)) from error

    def environment(self, written: Value | None) -> dict[str, str]:
        """Environment variables; empty where none are written. Raises StepFault."""
        if written is None:
            return {}
        rendered: dict[str, Data] = self.render(written).data
        for name, value in rendered.items():
            if not isinstance(value, str):
                message = f'the environment variable "{name}" must be text, not {kind(value)}'
                raise StepFault(message, "write {{ name | string }}", written.at(name))
            if "\0" in value:
                message = f'the environment variable "{name}" holds a NUL character'
                raise StepFault(message, "take it out", written.at(name))
        return rendered

    def expected(self, expectation: Expectation) -> Value:
        """What an expectation compares with: `$file` and `$python` are `$literal` data then.

        Raises StepFault.
        """
        written = expectation.value
        rendered = self.render(written)
        if rendered.data != written.data:
            _raise_first(check_expected(expectation.key, rendered))
        try:
            data = resolve_expected(
                rendered.data, folder=self.folder, root=self.root, normalise=normal
            )
        except ValueFault as error:
            raise StepFault(error.message, error.hint, written.at(*error.pointer)) from error
        return Value(data=data, places=written.places, pointer=written.pointer)


def saved(save: Save, observation: Data) -> Data:
    """What `save` keeps of an observation. Raises StepFault where its path leads nowhere."""
    query = compile_path(save.path)
    found = [value for _, value in query.find(observation)]
    if not query.singular:
        return found
    if not found:
        message = f'nothing to save as "{save.name}": {save.path} leads nowhere'
        known = ", ".join(sorted(observation))
        raise StepFault(message, f"an observation has {known}", save.place)
    return found[0]


def _raise_first(problems: list[Problem]) -> None:
    for problem in problems:
        if problem.severity == "error":
            raise StepFault(problem.message, problem.hint, problem.place)
