"""What is not covered, each with a branch to paste where one can be formed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scenario_runner.coverage.answers import answer_of
from scenario_runner.coverage.model import EdgeCovered, Gap, NodeCovered
from scenario_runner.coverage.questions import Asked, Question, first_asked
from scenario_runner.language.shape import END, START
from scenario_runner.language.value import Data
from scenario_runner.language.write import CannotWrite, entry

_NAMES = {START: "the start", END: "the end"}
_OTHER = re.compile(r"[^a-z0-9]+")


def gaps_of_ways(nodes: Sequence[NodeCovered], edges: Sequence[EdgeCovered]) -> Iterator[Gap]:
    """Nodes that never ran, edges that were never gone."""
    never = {node.path for node in nodes if not node.branches}
    for node in nodes:
        if not node.branches and node.path.rpartition("/")[0] not in never:
            yield Gap(what=f"{node.path} never runs")
    for edge in edges:
        source = f"{edge.within}/{edge.source}" if edge.within else edge.source
        if not edge.branches and source not in never and edge.within not in never:
            yield Gap(what=_never_gone(edge))


def _never_gone(edge: EdgeCovered) -> str:
    source, target = (_NAMES.get(name, name) for name in (edge.source, edge.target))
    where = f" in {edge.within}" if edge.within else ""
    label = f" ({edge.label})" if edge.label else ""
    verb = {"conditional": "never routes", "goto": "never goes"}.get(edge.kind, "never leads")
    return f"{source} {verb} to {target}{label}{where}"


def gaps_of_question(question: Question) -> Iterator[Gap]:
    """A question that is never answered, or not in all ways, or never gone back to."""
    asked = next(first_asked(question), None)
    if asked is None:
        return
    if not question.answers:
        kinds = question.missing or ("true",)
        what = f"{question.path} asks and is never answered"
        yield _gap(what, asked, question, kinds[0], f"{question.path}-answered")
    for kind in question.missing if question.answers else question.missing[1:]:
        what = f"{question.path} is never answered with {kind}"
        yield _gap(what, asked, question, kind, f"{question.path}-{kind}")
    if question.answers and not question.gone_back:
        what = f"nobody goes back to {question.path} and answers again"
        if question.missing:
            yield Gap(what=what, note="a branch as above does so")
        else:
            yield _pasted(what, asked, question.answers[0], f"{question.path}-again")


def _gap(what: str, asked: Asked, question: Question, kind: str, name: str) -> Gap:
    given = question.answers[0] if question.answers else None
    try:
        answer = answer_of(kind, asked.question.value, given)
    except ValueError:
        return (
            Gap(what=what, file=asked.case.file)
            if question.answers
            else _pasted(what, asked, "TODO", name)
        )
    return _pasted(what, asked, answer, name)


def _pasted(what: str, asked: Asked, answer: Data, name: str) -> Gap:
    """A branch that starts where the question waits, and answers."""
    step, note = asked.step.id, None
    if step.startswith("#"):
        step = f"asks-{_slug(asked.question.node)}"
        note = f"give the step at line {asked.step.line} the id {step}"
    if asked.step.file is not None:
        note = f"{note or 'it starts after a step'}, in {asked.step.file}"
    act = {"resume": answer} if asked.alone else {"resume_map": {asked.question.address: answer}}
    branch = {
        "from": step if asked.branch == "main" else f"{asked.branch}/{step}",
        "steps": [act],
    }
    try:
        text = "\n".join(entry(_free(asked, _slug(name)), branch)) + "\n"
    except CannotWrite:
        return Gap(what=what, file=asked.case.file)
    return Gap(what=what, suggestion=text, file=asked.case.file, note=note)


def _free(asked: Asked, name: str) -> str:
    """A name that no branch of the case has."""
    taken = {branch.name for branch in asked.case.branches}
    numbers = (f"{name}-{number}" if number > 1 else name for number in range(1, len(taken) + 2))
    return next(one for one in numbers if one not in taken)


def _slug(text: str) -> str:
    return _OTHER.sub("-", text.lower()).strip("-") or "question"
