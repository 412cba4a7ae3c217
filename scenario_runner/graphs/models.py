"""The scripted models of one world: found where the application holds them, and playing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from scenario_runner.graphs import surroundings
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.model_copies import copies_of
from scenario_runner.graphs.model_objects import NamedModel, class_plays, object_plays
from scenario_runner.graphs.model_play import ModelPlay, ScriptFault
from scenario_runner.graphs.model_proxies import proxy_plays
from scenario_runner.graphs.model_raises import check_raises
from scenario_runner.graphs.model_targets import find, makes_models, model_in, require_one
from scenario_runner.graphs.positions import Positions
from scenario_runner.graphs.targets import target_of
from scenario_runner.graphs.wording import Wording
from scenario_runner.language.model import Graph
from scenario_runner.language.references import reference
from scenario_runner.language.scripts import ModelScript, Scripts


class Models:
    """They play from `install` until `close`."""

    def __init__(
        self,
        scripts: Scripts,
        *,
        graph: Graph,
        positions: Positions,
        scope: Callable[[], Mapping[str, object]],
    ) -> None:
        self._graph = graph
        self._positions, self._scope = positions, scope
        self._wording = Wording(folder=graph.folder, root=graph.root, scope={})
        self._scripts = [script for script in scripts if not script.is_name]
        self._found: dict[int, ModelScript] = {}
        """What plays, by identity."""
        self._kept: list[object] = []
        self._closing = ExitStack()
        self.fault: ScriptFault | None = None
        """The first that a call came upon, whoever swallowed it."""
        self.named: dict[str, NamedModel] = {}
        for script in scripts:
            if script.is_name:
                self.named[script.target] = self._named(script)

    def _play(self, script: ModelScript) -> ModelPlay:
        return ModelPlay(
            script=script,
            positions=self._positions,
            wording=self._wording,
            scope=self._scope,
            on_fault=self._on_fault,
        )

    def _on_fault(self, fault: ScriptFault) -> None:
        self.fault = self.fault or fault

    def _named(self, script: ModelScript) -> NamedModel:
        check_raises(script)
        model = NamedModel(model_name=script.target)
        self._closing.enter_context(object_plays(model, (), self._play(script)))
        return model

    async def install(self, *, last: bool) -> None:
        """Let what the targets name now play its script. Asked after the application's import,
        and again after its factory, which may have made models; only then (`last`) one that is
        not found is an error. Raises GraphLoadError with its place."""
        found: list[tuple[Any, ModelScript]] = []
        for script in self._scripts:
            try:
                found += await self._find(script)
            except GraphLoadError as error:
                if last:
                    error.place = error.place or script.place
                    raise
        for model, script in found:  # once it is known which copies have scripts of their own
            self._let_play(model, script)

    async def _find(self, script: ModelScript) -> list[tuple[Any, ModelScript]]:
        """What a target names now; empty where that plays already."""
        check_raises(script)
        named = reference(script.target, Path(self._graph.folder))
        if named is None:
            raise GraphLoadError(f"{script.target} names no model", "write module:name")
        target = target_of(named, self._graph)
        with surroundings.importable(target.folders):
            found = await find(target)
        require_one(target, found)
        model = model_in(found, target.where)
        known = self._found.get(id(model))
        if known is script:
            return []
        if known is not None:
            message = f"{script.target} and {known.target} are one and the same model"
            raise GraphLoadError(message, "give it one list of replies, under one of the names")
        self._found[id(model)] = script
        self._kept.append(model)
        return [(model, script)]

    def _let_play(self, model: Any, script: ModelScript) -> None:
        play = self._play(script)
        if isinstance(model, type):
            self._closing.enter_context(class_plays(model, play))
        elif makes_models(model):
            given = NamedModel(model_name=script.target)
            self._closing.enter_context(object_plays(given, (), play))
            self._closing.enter_context(proxy_plays(model, given))
        else:
            others = tuple(copies_of(model, self._found))
            self._closing.enter_context(object_plays(model, others, play))

    def close(self) -> None:
        """Everything is what it was."""
        self._found.clear()
        self._closing.close()
