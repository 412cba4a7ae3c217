"""A step about to be played: where it acts, and on what."""

from __future__ import annotations

from dataclasses import dataclass

from langchain_core.runnables import RunnableConfig

from scenario_runner.engine.call_options import at_checkpoint, config_of
from scenario_runner.engine.moments import Target, find_target
from scenario_runner.engine.observation import Refused, Travel
from scenario_runner.engine.prepare import Writing
from scenario_runner.engine.state import State
from scenario_runner.engine.world import World
from scenario_runner.language.model import Step
from scenario_runner.language.value import Data
from scenario_runner.plan.operations import UNASKED, Watch
from scenario_runner.plan.words import moment_words


@dataclass(kw_only=True, slots=True)
class Scene:
    """A step about to be played: where it acts, and on what."""

    world: World
    step: Step
    name: str
    writing: Writing
    config: RunnableConfig
    """Of the call; names a checkpoint where the step goes back."""
    base: State
    """The state acted on, as it stands, or stood at the moment."""
    target: Target | None = None
    arrived: str | None = None
    """The checkpoint that a journey led to."""
    travel: Travel | None = None
    watch: Watch = UNASKED

    @property
    def thread(self) -> str:
        """The thread acted on."""
        return self.step.thread

    @property
    def acted_on(self) -> str | None:
        """The checkpoint acted at."""
        there = self.arrived or self.base.checkpoint
        found: str | None = self.config["configurable"].get("checkpoint_id", there)
        return found

    @property
    def head(self) -> RunnableConfig:
        """The config of the thread's head."""
        configurable = {
            key: value
            for key, value in self.config["configurable"].items()
            if key not in {"checkpoint_id", "checkpoint_ns"}
        }
        return RunnableConfig(**{**self.config, "configurable": configurable})


async def scene_of(world: World, step: Step, name: str, watch: Watch) -> Scene:
    """The scene of a step. Raises StepFault and StateUnreadable."""
    writing = world.writing()
    scene = Scene(
        world=world,
        step=step,
        name=name,
        writing=writing,
        config=config_of(world.graph, step.options, step.thread, writing, world.traced),
        base=await world.state(step.thread),
        watch=watch,
    )
    if step.at is not None:
        target = await find_target(world, step.at, step.thread)
        scene.target = target
        scene.base = await world.state_at(target.thread, target.mark)
        scene.travel = Travel(via="look", at=moment_words(step.at), checkpoint=target.checkpoint)
        if target.checkpoint is not None:
            scene.config = at_checkpoint(scene.config, target.checkpoint)
    return scene


class RefusedAct(Exception):  # not an error: it is observed
    """A refusal, with what was to be sent."""

    def __init__(self, given: Data, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.given = given
        self.refused = refused
