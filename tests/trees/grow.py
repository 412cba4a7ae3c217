"""Random trees of conversations, told by plain LangGraph as they grow.

Every branch is grown in a conversation of its own: what it finds at each step is what the runner's
copy must find. Its first steps are those of the branch it comes from; they are played once, and all
that a conversation is kept in is copied after each step. Where a thread goes back, the conversation
is told anew from its first step on.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

import shapes
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from scenario_runner.engine.normal import normal

THREADS = ["main", "main", "main", "main", "other"]
PLAIN = ["yes", "no", 7, 0, False, "", {"a": 1}, ["x"]]
ANSWERS = [*PLAIN, None, {}, {"0" * 32: 1}]


@dataclass
class Line:
    """A branch: where it starts, its own steps, and what was found after each."""

    start: tuple[str, int] | None
    steps: list[dict] = field(default_factory=list)
    told: list[list[dict]] = field(default_factory=list)
    """The steps of a new conversation that ends where each step does."""
    left: list["Fresh"] = field(default_factory=list)
    """That conversation, to go on from."""
    found: list[dict] = field(default_factory=list)


def shape(random, depth=0):
    """A random shape with at least one question."""
    parts = [_part(random, depth) for _ in range(random.randint(1, 3))]
    return parts if _asks(parts) else [*parts, {"ask": 1}]


def _part(random, depth):
    kinds = ["say", "ask", "ask"] + ["side", "sub"] * (depth < 2)
    match random.choice(kinds):
        case "say":
            return {"say": random.choice("xyz")}
        case "ask":
            return {"ask": random.choice([1, 1, 2, 3])}
        case "side":
            sides = [_part(random, 2) for _ in range(random.randint(2, 3))]
            if depth == 0 and random.random() < 0.3:
                sides[0] = {"sub": shape(random, 2), "keeps": False}
            return {"side": sides}
        case "sub":
            return {"sub": shape(random, depth + 1), "keeps": random.random() < 0.4}


def _asks(parts):
    return any(
        "ask" in part or ("side" in part and _asks(part["side"])) or "sub" in part for part in parts
    )


def tree(random, shape, branches):
    """`branches` + 1 lines of a tree, `main` first."""
    return asyncio.run(_tree(random, shape, branches))


async def _tree(random, shape, branches):
    graph = shapes.build(shape).compile()
    lines = {"main": await _line(random, shape, graph, {}, None)}
    for number in range(branches):
        name = random.choice(list(lines))
        start = (name, random.randrange(len(lines[name].steps)))
        lines[f"b{number}"] = await _line(random, shape, graph, lines, start)
    return lines


def path_to(lines, start):
    """The steps of a fresh conversation up to a moment."""
    return [] if start is None else lines[start[0]].told[start[1]]


class Fresh:
    """A conversation of its own, in plain LangGraph."""

    def __init__(self, graph):
        self._graph = graph
        self._saver = InMemorySaver()
        self.bare = {}
        """Checkpoints at which the runner answers bare; True where this does, too."""
        self.seen = {}
        """Threads as they are, where they were looked at since the last step."""

    def copy(self):
        """Another that has been told the same, and goes on by itself."""
        other, kept = Fresh(self._graph), self._saver
        for thread, spaces in kept.storage.items():
            other._saver.storage[thread].update({name: {**held} for name, held in spaces.items()})
        other._saver.writes.update({where: {**held} for where, held in kept.writes.items()})
        other._saver.blobs.update(kept.blobs)
        other.bare, other.seen = {**self.bare}, {**self.seen}
        return other

    @property
    def graph(self):
        """The compiled graph, which has a turn with every conversation."""
        self._graph.checkpointer = self._saver
        return self._graph

    async def tell(self, steps):
        """Play steps, and say what the last one left."""
        for step in steps:
            shapes.STARTED.clear()
            await self._perform(step)
        state = await self._look(steps[-1].get("thread", "main"))
        return _found(state, Counter(shapes.STARTED))

    async def state(self, thread):
        """The thread's state, and whether a bare answer was given at its checkpoint."""
        state = await self._look(thread)
        return state, _checkpoint(state) in self.bare

    async def _look(self, thread):
        if thread not in self.seen:
            config = {"configurable": {"thread_id": thread}}
            self.seen[thread] = await self.graph.aget_state(config, subgraphs=True)
        return self.seen[thread]

    async def _perform(self, step):
        """Play a step. Answers go by id wherever LangGraph lists the question, unlike the
        runner's."""
        thread = step.get("thread", "main")
        config = {"configurable": {"thread_id": thread}}
        state = await self._look(thread)
        self.seen.clear()
        open_ = pending(state)
        match step:
            case {"invoke": given}:
                await self.graph.ainvoke(given, config)
            case {"update_state": values, "as_node": node}:
                await self.graph.aupdate_state(config, values, as_node=node)
            case {"resume": answer}:
                here = _checkpoint(state)
                by_id = {id_: answer for id_, _ in open_.values()}
                unlisted = not open_ or self.bare.get(here, False)
                self.bare[here] = unlisted
                resume = answer if unlisted else by_id
                await self.graph.ainvoke(Command(resume=resume), config)
            case {"resume_map": answers}:
                resume = {open_[path][0]: answer for path, answer in answers.items()}
                await self.graph.ainvoke(Command(resume=resume), config)


async def _line(random, shape, graph, lines, start):
    line = Line(start=start)
    told = path_to(lines, start)
    fresh = lines[start[0]].left[start[1]].copy() if start else Fresh(graph)
    for number in range(random.randint(1, 4)):
        thread = random.choice(THREADS) if told else "main"
        moments = [
            (name, before)
            for name, before in _moments(lines, line, number)
            if before[-1].get("thread", "main") == thread
        ]
        back = {}
        if moments and random.random() < 0.3:
            name, before = random.choice(moments)
            back = {"at": name}
            told = [step for step in told if step.get("thread", "main") != thread]
            told += [step for step in before if step.get("thread", "main") == thread]
            fresh = Fresh(graph)
            await fresh.tell(told)
        begun = any(step.get("thread", "main") == thread for step in told)
        state, bare = await fresh.state(thread)
        step = _step(random, shape, state, bare, first=not begun)
        step |= {"thread": thread} if thread != "main" else {}
        line.found.append(await fresh.tell([step]))
        told = [*told, step]
        line.told.append(told)
        line.left.append(fresh.copy())
        line.steps.append({**step, **back})
    return line


def _moments(lines, line, number):
    """Every step of a line and those it comes from: its name, and the way there."""
    for index in range(number):
        yield f"s{index}", line.told[index]
    if line.start is not None:
        name, last = line.start
        for other, told in _moments(lines, lines[name], last + 1):
            yield (other if "/" in other else f"{name}/{other}"), told


def _step(random, shape, state, bare, *, first):
    """Any act that the runner does not refuse. `bare`: a bare answer was given at this
    checkpoint, after which LangGraph would misread one by id."""
    open_ = pending(state)
    if len(open_) > 1 and bare:
        return {"invoke": {"log": ["anew"]}}
    if first or not open_ or random.random() < 0.05:
        if not first and state.tasks and not open_:
            alone = len(state.tasks) == 1 and _asks([shape[int(state.tasks[0].name[1])]])
            return random.choice([{"resume": "unlisted"}, {"invoke": None}][not alone :])
        return {"invoke": {"log": [f"in{random.randint(0, 9)}"]}}
    if len(state.tasks) == 1 and len(open_) == 1 and random.random() < 0.1:
        return {"update_state": {"log": ["edit"]}, "as_node": state.tasks[0].name}
    if len(open_) == 1 and (bare or random.random() < 0.5):
        return {"resume": random.choice(PLAIN if bare else ANSWERS)}
    some = random.sample(sorted(open_), random.randint(1, len(open_)))
    return {"resume_map": {path: random.choice(ANSWERS) for path in some}}


def _checkpoint(state):
    return (state.config or {}).get("configurable", {}).get("checkpoint_id")


def pending(state, way=()):
    """The open questions by path: their ids and values."""
    found = {}
    for task in filter(_waits, state.tasks):
        path = (*way, task.name)
        inner = pending(task.state, path) if task.state else {}
        own = {"/".join(path): (each.id, each.value) for each in task.interrupts}
        found |= inner or own
    return found


def _waits(task):
    """Whether a task has not finished. Before LangGraph 1.2.13 its question is listed until the
    superstep ends, and between two questions it is not next."""
    return not task.result


def _found(state, started):
    return {
        "values": normal(state.values),
        "next": sorted(task.name for task in state.tasks if _waits(task)),
        "interrupts": {path: normal(value) for path, (_, value) in pending(state).items()},
        "executions": dict(started),
    }
