"""The sample results on a graph, and beside an earlier run."""

from __future__ import annotations

from dataclasses import replace

import sample

from scenario_runner.comparing.runs import compare_runs
from scenario_runner.language.shape import END, START, GraphDrawn, GraphShape, ShapeEdge, ShapeNode
from scenario_runner.report.compose import Since
from scenario_runner.results.model import Results

SHAPE = GraphShape(
    nodes=(
        ShapeNode(name="write"),
        ShapeNode(name="look_up"),
        ShapeNode(name="count"),
        ShapeNode(name="review"),
        ShapeNode(
            name="publish",
            graph=GraphShape(
                nodes=tuple(ShapeNode(name=name) for name in ("render", "store", "tell")),
                edges=(
                    ShapeEdge(source=START, target="render"),
                    ShapeEdge(source="render", target="store"),
                    ShapeEdge(source="store", target="tell", kind="conditional", label="loud"),
                ),
            ),
        ),
        ShapeNode(name="archive"),
    ),
    edges=(
        ShapeEdge(source=START, target="write"),
        ShapeEdge(source="write", target="look_up"),
        ShapeEdge(source="write", target="count"),
        ShapeEdge(source="look_up", target="review", kind="join"),
        ShapeEdge(source="count", target="review", kind="join"),
        ShapeEdge(source="review", target="publish", kind="conditional", label="yes"),
        ShapeEdge(source="review", target="write", kind="conditional", label="no"),
        ShapeEdge(source="review", target="review", kind="goto"),
        ShapeEdge(source="publish", target=END),
    ),
)
DRAWN = sample.results(
    replace(sample.RICH, graph=GraphDrawn(name="agents/publish.py:graph", shape=SHAPE)),
    outcome="error",
)


def since(before: Results, after: Results) -> Since:
    return Since(started="2026-11-19T09:30:00Z", change=compare_runs(before, after))


def changed() -> Results:
    """The sample suite, in which one case said something else before, and one failed."""
    main, *others = sample.RICH.branches
    seen = main.steps[-1].observation
    message = {**seen.messages[-1], "content": "Printed, thank you."}
    seen = replace(seen, messages=(message,), values={**seen.values, "status": "printed"})
    steps = (*main.steps[:-1], replace(main.steps[-1], observation=seen))
    rich = replace(sample.RICH, branches=(replace(main, steps=steps), *others))
    passes = replace(sample.PASSES, outcome="error")
    gone = sample.case(id="x::Gone", scenario="Gone")
    return sample.results(rich, passes, *sample.EVERYTHING.cases[2:], gone, outcome="error")
