"""Looking at a graph, in the process that can be killed. Imports LangGraph."""

from __future__ import annotations

from scenario_runner.engine.prepare import StepFault
from scenario_runner.engine.world import open_world
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.knowledge import describe
from scenario_runner.graphs.surroundings import environment
from scenario_runner.masking.veil import veiled
from scenario_runner.plan.compile import compile_plan
from scenario_runner.plan.in_force import patches_in
from scenario_runner.plan.scripts import scripts_at
from scenario_runner.results.masked import masked
from scenario_runner.suite.scope import scope_of, variables_of
from scenario_runner.suite.step import fault_told, load_error_told
from scenario_runner.suite.study import Known, NotLoaded, Studied, Study


async def look(study: Study) -> Studied:
    """What is known of the graph of a scenario, opened as one of its branches opens it."""
    with veiled(study.mask), environment(study.secrets):
        studied = await _look(study)
    return masked(studied, study.mask) if isinstance(studied, NotLoaded) else studied


async def _look(study: Study) -> Studied:
    scenario = study.scenario
    try:
        plan = compile_plan(scenario)
        scope = scope_of(plan, study.branch, variables_of(scenario, study.secrets))
        planned = next(one for one in plan.branches if one.branch.name == study.branch)
        async with open_world(
            scenario.graph,
            variables=scope,
            source=None,
            models=scripts_at(plan, study.branch),
            patches=patches_in(plan, planned),
        ) as world:
            return Known(knowledge=describe(world.app))
    except GraphLoadError as error:
        return NotLoaded(error=load_error_told(error, scenario.graph))
    except StepFault as fault:
        return NotLoaded(error=fault_told(fault))
