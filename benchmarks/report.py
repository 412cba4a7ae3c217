"""What the HTML report costs: size and time for suites of 100, 1,000 and 2,000 cases, and how
soon its page can be used in Chromium.

Run it as `python benchmarks/report.py`. Figures that depend on the machine are ratios.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from importlib.resources import files
from statistics import median

from browser import CHROMIUM, opened, usable

from scenario_runner.engine.observation import AnswerTold, Observation, PendingInterrupt
from scenario_runner.judge.verdict import Finding
from scenario_runner.language.shape import END, START, GraphDrawn, GraphShape, ShapeEdge, ShapeNode
from scenario_runner.report.html import html_text
from scenario_runner.results.model import (
    BranchResult,
    CaseResult,
    Environment,
    Results,
    StepResult,
)

BRANCHES, STEPS = 4, 4
SOURCE = "".join(
    f"  - id: step{n}\n    invoke: {{messages: [{{role: user, content: turn {n}}}]}}\n"
    f"    expect:\n      values: {{turn: {n}, status: open}}\n      next: [review]\n"
    for n in range(BRANCHES * STEPS)
)


GRAPHS = [
    GraphDrawn(
        name=f"agents/area{n}.py:graph",
        shape=GraphShape(
            nodes=tuple(ShapeNode(name=name) for name in ("write", "review", "publish")),
            edges=(
                ShapeEdge(source=START, target="write"),
                ShapeEdge(source="write", target="review"),
                ShapeEdge(source="review", target="write", kind="conditional"),
                ShapeEdge(source="review", target="publish", kind="conditional"),
                ShapeEdge(source="publish", target=END),
            ),
        ),
    )
    for n in range(20)
]


def suite(cases: int) -> Results:
    """A suite whose every case is different text of the same shape."""
    environment = Environment(
        python="3.11", langgraph="1.2", saver="sqlite", platform="Linux", tool="0"
    )
    return Results(
        environment=environment,
        started_at="2026-11-20T09:30:00Z",
        duration=60.0,
        outcome="failed",
        cases=tuple(case(number) for number in range(cases)),
    )


def case(number: int) -> CaseResult:
    """Four branches of four steps, one in ten cases failed."""
    outcome = "failed" if number % 10 == 0 else "passed"
    file = f"scenarios/area{number % 20}/case{number}.scenario.yaml"
    name = f"Case number {number}"
    return CaseResult(
        id=f"{file}::{name}",
        file=file,
        line=1,
        scenario=name,
        description="A conversation of some turns with a question after each.",
        row=None,
        tags=("hitl", f"area{number % 20}"),
        outcome=outcome,  # type: ignore[arg-type] # one of the words
        reason=None,
        duration=0.1 + number % 7,
        branches=tuple(branch(number, at, outcome) for at in range(BRANCHES)),
        error=None,
        problems=(),
        rerun=f"scenario-runner run '{file}::{name}'",
        printed="",
        source=f"scenario: {name}\nsteps:\n{SOURCE}",
        graph=GRAPHS[number % len(GRAPHS)],
    )


def branch(number: int, at: int, outcome: str) -> BranchResult:
    """The main branch, or one from its second step."""
    name = f"branch{at}" if at else "main"
    bad = outcome == "failed" and at == 1
    return BranchResult(
        name=name,
        start="main/step1" if at else None,
        line=3,
        description=None,
        outcome="failed" if bad else "passed",
        reason=None,
        steps=tuple(step(number, at, turn, bad and turn == 2) for turn in range(STEPS)),
        rerun=f"scenario-runner run 'case{number}::{name}'",
    )


def step(number: int, at: int, turn: int, bad: bool) -> StepResult:
    """A turn of the conversation: said, answered, asked."""
    messages = [
        message
        for n in range(turn + 1)
        for message in (
            {"role": "user", "content": f"Case {number}, branch {at}: turn {n}", "id": f"u{n}"},
            {
                "role": "assistant",
                "content": f"An answer to turn {n} of case {number}. " * 3,
                "id": f"a{number}-{at}-{n}",
                "tool_calls": [],
            },
        )
    ]
    finding = Finding(
        expectation="values",
        path="$.values.turn",
        expected=turn,
        actual=turn + bad,
        outcome="failed" if bad else "passed",
        place=None,
        message="as expected",
    )
    return StepResult(
        id=f"step{turn}",
        line=3 + 5 * turn,
        last_line=7 + 5 * turn,
        act="resume" if turn else "invoke",
        given={"messages": messages[-2:-1]},
        calls=('graph.invoke({"messages": [...]}, config)',),
        description=None,
        outcome="failed" if bad else "passed",
        duration=0.02,
        observation=Observation(
            values={"messages": messages, "turn": turn + bad, "status": "open"},
            messages=tuple(messages[-2:]),
            last_message=messages[-1],
            next=("review",),
            interrupts=(
                PendingInterrupt(node="review", path="review", address="review", value="Go on?"),
            ),
            answers=(AnswerTold(path="review", given=True, heard="as_given"),) if turn else (),
            visited=("write", "review"),
            executions={"write": 1, "review": 1},
        ),
        findings=(finding,),
    )


def measured(cases: int) -> tuple[float, str]:
    """Seconds of the processor, and the page; the best of two, since others use it too."""
    results = suite(cases)
    took = []
    for _ in range(2):
        gc.collect()
        began = time.process_time()
        page = html_text(results)
        took.append(time.process_time() - began)
    return min(took), page


BARE = """<!doctype html><title>Bare</title><div class="search"><input></div><div class="index"><ol>
{rows}</ol></div><script>
const rows = [...document.querySelectorAll("li")];
document.querySelector("input").addEventListener("input", ({{ target }}) => {{
  for (const row of rows) row.hidden = Boolean(target.value) && !row.matches(".failed");
}});
</script><template>{rest}</template>"""


def bare(rows: int, size: int) -> str:
    """The least that a list of links with a search can be, and nothing that is shown to fill it."""
    items = "".join(
        f'<li class="{"passed" if n % 10 else "failed"}"><a href="#{n}">Case number {n}</a></li>\n'
        for n in range(rows)
    )
    return BARE.format(rows=items, rest="A" * (size - len(items)))


def used(page: str) -> Iterator[str]:
    """How soon the page can be used, beside pages that do nothing."""
    if CHROMIUM is None:
        yield "not measured: chromium is not installed"
        return
    pages = {
        "the report of 1,000 cases": (page, 1_000),
        "a bare list of 1,000 links, as large": (bare(1_000, len(page)), 1_000),
        "a bare list of one link": (bare(1, 1_000), 1),
    }
    yield "by the clock in Chromium until the list is painted and a search answered (at most 150):"
    for name, took in usable(pages).items():
        yield f"  {name}: {median(took):.0f} ms, at best {min(took):.0f}"
    took = opened(page)
    yield f"a packed case open after {median(took):.0f} ms, at best {min(took):.0f} (at most 100)"


def main() -> None:
    """Print the table."""
    html_text(suite(5))
    figures = {cases: measured(cases) for cases in (100, 1_000, 2_000)}
    sizes = {cases: len(page.encode()) / 1e6 for cases, (_, page) in figures.items()}
    print(f"{'cases':>6} {'seconds':>8} {'ms/case':>8} {'MB':>6}")
    for cases, (took, _) in figures.items():
        print(f"{cases:>6} {took:>8.2f} {1000 * took / cases:>8.2f} {sizes[cases]:>6.2f}")
    ratio = figures[2_000][0] / 20 / figures[100][0]
    print(f"\ntime per case, 2,000 cases against 100: {ratio:.2f} (at most 1.3)")
    print(f"1,000 cases x 4 branches: {sizes[1_000]:.2f} MB (at most 8)")
    script = files("scenario_runner.report").joinpath("templates/script.js").read_bytes()
    print(f"its script: {len(script) / 1e3:.1f} kB (under 30)")
    print(*used(figures[1_000][1]), sep="\n")


if __name__ == "__main__":
    main()
