"""Results made by hand: everything a report may meet, in small."""

from __future__ import annotations

from dataclasses import replace

from scenario_runner.engine.observation import (
    AnswerTold,
    CheckpointMade,
    Observation,
    PendingInterrupt,
    Raised,
    Refused,
    SubgraphSeen,
    Travel,
)
from scenario_runner.judge.verdict import Finding
from scenario_runner.problem import Place, Problem
from scenario_runner.results.model import (
    BranchResult,
    CaseResult,
    CompareResult,
    Environment,
    ErrorTold,
    Results,
    StepResult,
)

FILE = "scenarios/publish.scenario.yaml"

SOURCE = """\
scenario: The reviewer changes their mind
description: After approving once, the reviewer goes back and rejects.
tags: [hitl, smoke]
graph: agents/publish.py:graph
steps:
  - id: draft
    invoke: {messages: [{role: user, content: Write about tea}]}
    expect:
      next: [review]
      interrupts: [{node: review, value: {question: Publish?}}]
  - id: approved
    resume: {approve: true}
    expect:
      values: {status: published}
      visited: [review, publish]
branches:
  rejected:
    from: draft
    steps:
      - resume: {approve: false, reason: too short}
        expect:
          values: {status: rejected}
          last_message: {role: assistant, content: {$contains: too short}}
  edited:
    from: draft
    description: The reviewer rewrites the draft and publishes it.
    steps:
      - id: rewrite
        update_state: {draft: Tea is a drink made of leaves.}
        as_node: write
      - invoke: null
  breaks:
    from: approved
    steps:
      - invoke: {messages: [{role: user, content: Now archive it}]}
      - resume: again
  confused:
    from: draft
    steps:
      - resume_map: {reviewer: {approve: true}}
"""

ENVIRONMENT = Environment(
    python="3.11.7", langgraph="1.2.22", saver="sqlite", platform="Linux x86_64", tool="0.1.0"
)

USER = {"role": "user", "content": "Write about tea", "name": None, "id": "u1"}
WEATHER = {"name": "look_up", "args": {"topic": "tea", "limit": 3}, "id": "t1"}
ASKS_TOOL = {"role": "assistant", "content": "", "name": None, "id": "a1", "tool_calls": [WEATHER]}
TOOL = {
    "role": "tool",
    "content": '{"facts": ["Tea comes from China", "It is drunk hot"]}',
    "name": "look_up",
    "id": "m1",
    "tool_call_id": "t1",
    "status": "success",
}
DRAFT = {
    "role": "assistant",
    "content": "Tea is a drink.\n\nIt is made of leaves and hot water.",
    "name": None,
    "id": "a2",
    "tool_calls": [],
}
PUBLISHED = {
    "role": "assistant",
    "content": "Published, thank you.",
    "name": None,
    "id": "a3",
    "tool_calls": [],
}
SYSTEM = {"role": "system", "content": "You write short articles.", "name": None, "id": "s1"}

QUESTION = PendingInterrupt(
    node="review", path="review", address="review", value={"question": "Publish?", "words": 12}
)

DRAFTED = Observation(
    values={
        "messages": [SYSTEM, USER, ASKS_TOOL, TOOL, DRAFT],
        "draft": "Tea is a drink.",
        "status": "draft",
        "tags": ["tea", "drink"],
    },
    output={"status": "draft"},
    messages=(SYSTEM, USER, ASKS_TOOL, TOOL, DRAFT),
    last_message=DRAFT,
    next=("review",),
    interrupts=(QUESTION,),
    visited=("write", ("look_up", "count"), "review"),
    executions={"write": 2, "look_up": 1, "count": 1, "review": 1},
    checkpoints=(
        CheckpointMade(id="c1", parent=None, source="input", step=-1, next=("write",)),
        CheckpointMade(id="c2", parent="c1", source="loop", step=1, next=("review",)),
    ),
    duration=0.031,
)

APPROVED = Observation(
    values={
        "messages": [SYSTEM, USER, ASKS_TOOL, TOOL, DRAFT, PUBLISHED],
        "draft": "Tea is a drink.",
        "status": "published",
        "tags": ["tea", "drink", "hot"],
    },
    output={"status": "published"},
    messages=(PUBLISHED,),
    last_message=PUBLISHED,
    answers=(AnswerTold(path="review", given={"approve": True}, heard="as_given"),),
    visited=("review", "publish"),
    executions={"review": 1, "publish": 1},
    calls={"blog.feeds:ping": ({"url": "https://feeds.example/tea", "retries": 2},)},
    checkpoints=(CheckpointMade(id="c3", parent="c2", source="loop", step=2, next=()),),
    subgraphs={
        "publish": SubgraphSeen(values=None, next=(), interrupts=(), visited=("render", "store"))
    },
    duration=0.012,
)


def place(line: int, column: int, length: int = 1, file: str = FILE) -> Place:
    return Place(file=file, line=line, column=column, length=length)


def spot(line: int, text: str) -> Place:
    """Where `text` stands in a line of the sample file."""
    column = SOURCE.split("\n")[line - 1].index(text) + 1
    return place(line, column, len(text))


def met(expectation: str, path: str, value: object, at: Place) -> Finding:
    return Finding(
        expectation=expectation,
        path=path,
        expected=value,
        actual=value,
        outcome="passed",
        place=at,
        message="as expected",
    )


def step(**changes: object) -> StepResult:
    usual: dict[str, object] = {
        "id": "#1",
        "line": 6,
        "last_line": 10,
        "act": "invoke",
        "given": {"messages": [{"role": "user", "content": "Write about tea"}]},
        "calls": ('graph.ainvoke({"messages": [...]}, config)',),
        "description": None,
        "outcome": "passed",
        "duration": 0.031,
        "observation": DRAFTED,
        "findings": (),
        "error": None,
    }
    return StepResult(**{**usual, **changes})  # type: ignore[arg-type] # a table of fields


def branch(**changes: object) -> BranchResult:
    name = str(changes.get("name", "main"))
    usual: dict[str, object] = {
        "name": "main",
        "start": None,
        "line": 5,
        "description": None,
        "outcome": "passed",
        "reason": None,
        "steps": (step(),),
        "rerun": f"scenario-runner run '{FILE}::The reviewer changes their mind::{name}'",
    }
    return BranchResult(**{**usual, **changes})  # type: ignore[arg-type] # a table of fields


def case(**changes: object) -> CaseResult:
    scenario = str(changes.get("scenario", "The reviewer changes their mind"))
    file = str(changes.get("file", FILE))
    usual: dict[str, object] = {
        "id": f"{file}::{scenario}",
        "file": file,
        "line": 1,
        "scenario": scenario,
        "description": None,
        "row": None,
        "tags": (),
        "outcome": "passed",
        "reason": None,
        "duration": 0.25,
        "branches": (branch(),),
        "error": None,
        "problems": (),
        "rerun": f"scenario-runner run '{file}::{scenario}'",
        "printed": "",
        "source": SOURCE,
        "database": None,
    }
    return CaseResult(**{**usual, **changes})  # type: ignore[arg-type] # a table of fields


def results(*cases: CaseResult, outcome: str = "passed") -> Results:
    return Results(
        environment=ENVIRONMENT,
        started_at="2026-11-20T09:30:00Z",
        duration=1.5,
        outcome=outcome,  # type: ignore[arg-type] # one of the known words
        cases=cases,
    )


MAIN = branch(
    steps=(
        step(
            id="draft",
            findings=(
                met("next", "$.next", ["review"], spot(9, "[review]")),
                met(
                    "interrupts",
                    "$.interrupts",
                    [{"node": "review", "value": {"question": "Publish?"}}],
                    spot(10, "[{node"),
                ),
            ),
        ),
        step(
            id="approved",
            act="resume",
            line=11,
            last_line=15,
            given={"approve": True},
            calls=('graph.ainvoke(Command(resume={"approve": True}), config)',),
            duration=0.012,
            observation=APPROVED,
            findings=(
                met("values", "$.values.status", "published", spot(14, "published")),
                met("visited", "$.visited", ["review", "publish"], spot(15, "[review, publish]")),
            ),
        ),
    )
)

REJECTED = branch(
    name="rejected",
    start="main/draft",
    line=17,
    outcome="failed",
    steps=(
        step(
            act="resume",
            line=20,
            last_line=23,
            given={"approve": False, "reason": "too short"},
            calls=('graph.ainvoke(Command(resume={"approve": False, ...}), config)',),
            outcome="failed",
            duration=0.014,
            observation=Observation(
                values={**APPROVED.values, "status": "published"},
                messages=(PUBLISHED,),
                last_message=PUBLISHED,
                answers=(
                    AnswerTold(
                        path="review",
                        given={"approve": False, "reason": "too short"},
                        heard="otherwise",
                        received={"approve": True},
                    ),
                ),
                visited=("review", "publish"),
                executions={"review": 1, "publish": 1},
                checkpoints=(CheckpointMade(id="c4", parent="c2", source="loop", step=2, next=()),),
                duration=0.014,
            ),
            findings=(
                Finding(
                    expectation="values",
                    path="$.values.status",
                    expected="rejected",
                    actual="published",
                    outcome="failed",
                    place=spot(22, "rejected"),
                    message='expected "rejected", got "published"',
                ),
                met("last_message", "$.last_message.role", "assistant", spot(23, "assistant")),
                Finding(
                    expectation="last_message",
                    path="$.last_message.content",
                    expected={"$contains": "too short"},
                    actual="Published, thank you.",
                    outcome="failed",
                    place=spot(23, "too short"),
                    message='expected text containing "too short", got "Published, thank you."',
                ),
                Finding(
                    expectation="stale_resume",
                    path="$.answers[0]",
                    expected={"approve": False, "reason": "too short"},
                    actual={"approve": True},
                    outcome="failed",
                    place=None,
                    message="an older answer was heard instead of the one given",
                ),
            ),
        ),
    ),
)

EDITED = branch(
    name="edited",
    start="main/draft",
    line=24,
    description="The reviewer rewrites the draft and publishes it.",
    steps=(
        step(
            id="rewrite",
            act="update_state",
            line=28,
            last_line=30,
            given={"draft": "Tea is a drink made of leaves."},
            as_node="write",
            calls=("graph.aupdate_state(config, {...}, as_node='write')",),
            duration=0.002,
            observation=Observation(
                values={**DRAFTED.values, "draft": "Tea is a drink made of leaves."},
                next=("review",),
                checkpoints=(
                    CheckpointMade(id="c5", parent="c2", source="update", step=2, next=("review",)),
                ),
            ),
        ),
        step(
            id="#2",
            line=31,
            last_line=31,
            given=None,
            calls=("graph.ainvoke(None, config)",),
            observation=Observation(
                values={**DRAFTED.values, "draft": "Tea is a drink made of leaves."},
                next=("review",),
                interrupts=(QUESTION,),
                visited=("review",),
                executions={"review": 1},
            ),
            findings=(
                Finding(
                    expectation="left_open",
                    path="$.interrupts",
                    expected=[],
                    actual=["review"],
                    outcome="warned",
                    place=None,
                    message="the branch ends with a question that nothing expects: review",
                ),
            ),
        ),
    ),
)

TRACEBACK = """\
Traceback (most recent call last):
  File "agents/archive.py", line 41, in archive
    return store[path]
           ~~~~~^^^^^^
KeyError: '/archive/<tea>'
"""

BREAKS = branch(
    name="breaks",
    start="main/approved",
    line=32,
    outcome="error",
    steps=(
        step(
            line=35,
            last_line=35,
            given={"messages": [{"role": "user", "content": "Now archive it"}]},
            outcome="error",
            observation=Observation(
                values=APPROVED.values,
                messages=({"role": "user", "content": "Now archive it", "id": "u2"},),
                next=("archive",),
                visited=("archive",),
                executions={"archive": 1},
                raises=Raised(
                    type="KeyError",
                    qualified="builtins.KeyError",
                    message="'/archive/<tea>'",
                    traceback=TRACEBACK,
                ),
            ),
            error=ErrorTold(
                kind="raised",
                message="the graph raised KeyError: '/archive/<tea>'",
                hint="Write `expect: {raises: {type: KeyError}}` if it should",
                traceback=TRACEBACK,
            ),
        ),
        step(
            id="#2",
            act="resume",
            line=36,
            last_line=36,
            given="again",
            calls=(),
            outcome="skipped",
            duration=0.0,
            observation=None,
        ),
    ),
)

CONFUSED = branch(
    name="confused",
    start="main/draft",
    line=37,
    outcome="error",
    steps=(
        step(
            act="resume_map",
            line=40,
            last_line=40,
            given={"reviewer": {"approve": True}},
            calls=(),
            outcome="error",
            observation=Observation(
                values=DRAFTED.values,
                next=("review",),
                interrupts=(QUESTION,),
                refused=Refused(
                    reason='nothing named "reviewer" is pending',
                    pending=("review",),
                    hint='Did you mean "review"?',
                ),
            ),
            error=ErrorTold(
                kind="refused",
                message='nothing named "reviewer" is pending',
                hint='Did you mean "review"?',
                pending=("review",),
            ),
        ),
    ),
)

RICH = case(
    description="After approving once, the reviewer goes back and rejects.",
    tags=("hitl", "smoke"),
    outcome="error",
    duration=0.412,
    branches=(MAIN, REJECTED, EDITED, BREAKS, CONFUSED),
    printed="loading model\n\x1b[31mwarning\x1b[0m: slow network\n",
    database=".scenario-runner/databases/publish",
)

PASSES = case(scenario="A draft is written", tags=("smoke",), duration=0.061)

SKIPPED = case(
    scenario="A later idea",
    outcome="skipped",
    reason="waits for the new model",
    duration=0.0,
    branches=(
        branch(outcome="skipped", reason="waits for the new model", steps=()),
        branch(name="other", start="main/draft", outcome="skipped", steps=(), line=12),
    ),
)

BROKEN_SOURCE = "scenario: Broken\ngraph: agents/publish.py:graph\nstep:\n  - invoke: null\n"

BROKEN = case(
    scenario="Broken",
    file="scenarios/broken.scenario.yaml",
    outcome="error",
    duration=0.0,
    branches=(),
    source=BROKEN_SOURCE,
    error=ErrorTold(kind="invalid", message="the file has 1 problem"),
    problems=(
        Problem(
            place=place(3, 1, 4, "scenarios/broken.scenario.yaml"),
            message='unknown key "step"',
            hint='Did you mean "steps"?',
            code="unknown-key",
            related=((place(1, 1, 8, "scenarios/broken.scenario.yaml"), "the scenario"),),
        ),
    ),
)

DIED = case(
    scenario="The worker dies",
    outcome="error",
    branches=(),
    error=ErrorTold(
        kind="died",
        message="the process that ran this case ended with signal 11",
        hint="Run it with --in-process under a debugger",
    ),
)

DIFFER = Finding(
    expectation="compare",
    path="$.values.status",
    expected="equal in all branches",
    actual={"main": "published", "again": "draft"},
    outcome="failed",
    place=spot(14, "{status"),
    message="main and again differ",
)

TRAVELS = case(
    scenario="Back and forth",
    outcome="failed",
    branches=(
        branch(
            steps=(
                step(id="draft"),
                step(
                    id="earlier",
                    act="resume",
                    line=11,
                    last_line=15,
                    given={"approve": True},
                    observation=replace(
                        APPROVED,
                        travel=Travel(
                            via="replay",
                            at="the moment after draft",
                            checkpoint="c2",
                            reran={"write": 1, "review": 2},
                            tried=("copy would restart the subgraph.",),
                        ),
                    ),
                ),
                step(id="renewed", act="regenerate", given=None, observation=APPROVED),
            )
        ),
        branch(
            name="again",
            start="main/draft",
            outcome="xfailed",
            reason="issue 6663",
            steps=(replace(REJECTED.steps[0], outcome="failed"),),
        ),
        branch(name="helper", start="main/draft", on_the_way=True),
    ),
    compare=(
        CompareResult(
            branches=("main", "again"),
            outcome="failed",
            reason=None,
            findings=(DIFFER, met("compare", "$.values.draft", "equal", spot(14, "values"))),
            line=13,
        ),
        CompareResult(
            branches=("main", "gone"),
            outcome="skipped",
            reason="the branch gone has no end",
            findings=(),
            line=14,
        ),
    ),
    findings=(
        Finding(
            expectation="script_left",
            path="$.models",
            expected=[],
            actual=["writer: 2 replies"],
            outcome="warned",
            place=None,
            message="a scripted model has replies that no branch used",
        ),
    ),
)

LOST = case(
    scenario="A branch from nowhere",
    outcome="error",
    branches=(
        branch(),
        branch(
            name="lost",
            start="the newest checkpoint before nowhere in main",
            outcome="error",
            steps=(step(outcome="skipped", duration=0.0, observation=None),),
            error=ErrorTold(
                kind="refused",
                message='no checkpoint of this branch has "nowhere" next',
                hint="next were __start__, write, review",
                place=place(17, 3, 8),
            ),
        ),
    ),
)

SUITE = results(RICH, PASSES, SKIPPED, BROKEN, DIED, outcome="error")

EVERYTHING = results(*SUITE.cases, TRAVELS, outcome="error")
