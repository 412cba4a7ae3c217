"""The branches of a first scenario: for each answer that is known to be one, else a gap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scenario_runner.engine.observation import Observation, PendingInterrupt
from scenario_runner.frozen import frozen
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Data
from scenario_runner.language.write import flow
from scenario_runner.suite.first_schema import GAP, Answer, answers_to


@frozen
class FirstBranch:
    """A branch that waits for somebody to say what it is to show."""

    name: str
    act: str
    """`resume`, `resume_map` or `invoke`."""
    value: Data

    @property
    def wanting(self) -> str:
        """What somebody is to say."""
        answer = "the answer, and " if GAP in flow(self.value) else ""
        return f"write {answer}what must be true after it"


def first_branches(seen: Observation) -> Iterator[FirstBranch]:
    """What may come after a step: its questions answered, or the graph told to go on."""
    match seen.interrupts:
        case () if seen.next and seen.raises is None:
            yield FirstBranch(name="goes-on", act="invoke", value=None)
        case ():
            return
        case (asked,):
            for name, value in _told_apart(_answers(asked, *seen.answer_schemas[:1])):
                yield FirstBranch(name=name, act="resume", value=as_sent(value))
        case several:
            schemas = (*seen.answer_schemas, *[None] * len(several))
            answers = {
                asked.address: next(_answers(asked, schema))[1]
                for asked, schema in zip(several, schemas, strict=False)
            }
            yield FirstBranch(name="all-answered", act="resume_map", value=as_sent(answers))


def _told_apart(answers: Iterable[Answer]) -> Iterator[Answer]:
    """The answers, no two of them under one name."""
    names: set[str] = {"main"}
    for name, value in answers:
        own = name if name not in names else f"{name}-{len(names)}"
        names.add(own)
        yield own, value


def _answers(asked: PendingInterrupt, schema: Data = None) -> Iterator[Answer]:
    """The answers that a question has, each by a name; one gap where nobody can say."""
    requests = _requests(asked.value)
    decisions = list(dict.fromkeys(word for _, allowed in requests for word in allowed))
    for decision in decisions:
        chosen = [
            _decided(decision if decision in allowed else allowed[0], action)
            for action, allowed in requests
        ]
        yield decision, {"decisions": chosen}
    if not decisions:
        yield from answers_to(schema)


def _requests(value: Data) -> Sequence[tuple[dict[str, Data], list[str]]]:
    """What a human-in-the-loop middleware of LangChain asks: each action with the decisions
    that are allowed for it. Empty where it is no such question."""
    if not isinstance(value, dict):
        return []
    actions, configs = value.get("action_requests"), value.get("review_configs")
    if not isinstance(actions, list) or not isinstance(configs, list):
        return []
    allowed = {
        config["action_name"]: [str(word) for word in config["allowed_decisions"]]
        for config in configs
        if isinstance(config, dict) and {"action_name", "allowed_decisions"} <= config.keys()
    }
    found = [
        (action, allowed.get(action.get("name"), []))
        for action in actions
        if isinstance(action, dict)
    ]
    return found if all(words for _, words in found) else []


def _decided(decision: str, action: dict[str, Data]) -> Data:
    match decision:
        case "edit":
            edited = {"name": action.get("name"), "args": action.get("args", {})}
            return {"type": "edit", "edited_action": edited}
        case "reject":
            return {"type": "reject", "message": f"{GAP}: why not"}
        case "respond":
            return {"type": "respond", "message": f"{GAP}: what the tool would have said"}
        case _:
            return {"type": decision}


def as_sent(value: Data) -> Data:
    """The value as it is written to be sent: what looks like a template or like an object of
    ours is none."""
    if isinstance(value, list):
        return [as_sent(part) for part in value]
    if isinstance(value, dict):
        if any(key.startswith("$") for key in value):
            return {"$literal": value}
        return {key: as_sent(part) for key, part in value.items()}
    return {"$literal": value} if is_template(value) else value
