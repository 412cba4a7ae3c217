"""How the values of an inline graph are said: templates rendered, objects built."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenario_runner.frozen import frozen
from scenario_runner.graphs.errors import InlineFault, ValueFault
from scenario_runner.graphs.values import build
from scenario_runner.language.inputs import check_input
from scenario_runner.language.template import TemplateError, render
from scenario_runner.language.value import Value


@frozen
class Wording:
    """How the values of an inline graph are said: their templates, and where files lie."""

    folder: str
    root: str
    scope: Mapping[str, object]
    channels: frozenset[str] = frozenset()
    """What an update may write."""
    nodes: frozenset[str] = frozenset()
    """Where a node may go."""
    graphs: frozenset[str] = frozenset()
    """Those of them that are graphs."""

    def say(self, value: Value, **names: object) -> object:
        """The object that `value` tells, with `names` in sight of its templates.

        Raises InlineFault."""
        return self.built(self.settled(value, **names))

    def settled(self, value: Value, **names: object) -> Value:
        """As `say`, without building: to be built several times. Raises InlineFault."""
        data = self.rendered(value, **names)
        if data != value.data:
            given = Value(data=data, places=value.places, pointer=value.pointer)
            for problem in check_input(given):
                raise InlineFault(problem.message, problem.hint, problem.place)
        return Value(data=data, places=value.places, pointer=value.pointer)

    def built(self, value: Value) -> object:
        """The object that settled data describes, made anew. Raises InlineFault."""
        try:
            return build(value.data, folder=self.folder, root=self.root)
        except ValueFault as fault:
            place = value.at(*fault.pointer)
            raise InlineFault(fault.message, fault.hint, place) from None

    def rendered(self, value: Value, **names: object) -> Any:
        """As `say`, without building."""
        try:
            return render(value.data, {**self.scope, **names})
        except TemplateError as error:
            place = value.at(*error.pointer)
            raise InlineFault(error.message, error.hint, place) from None
