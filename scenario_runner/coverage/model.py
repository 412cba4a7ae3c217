"""What a run covers of each graph. `encode` of `results.codec` makes JSON of it."""

from __future__ import annotations

from scenario_runner.frozen import frozen
from scenario_runner.language.shape import EdgeKind, GraphShape


@frozen
class NodeCovered:
    """A node."""

    path: str
    """Its address: `review`, `checkout/pay`."""
    branches: int
    """In how many branches its body ran; 0: never."""
    known: bool = True
    """False where only runs show it: tasks of an `@entrypoint`, graphs that a node calls by
    itself. Such a one does not count."""


@frozen
class EdgeCovered:
    """A way from one node to another."""

    within: str
    """The address of the subgraph it is in; empty for the graph itself."""
    source: str
    target: str
    kind: EdgeKind
    label: str | None
    branches: int
    """In how many branches it was gone; 0: never."""
    known: bool = True
    """False where the graph does not tell of it, and a run went it; it does not count."""


@frozen
class KindCovered:
    """A kind of answer to a question: `approve`, `true`, `text`, ..."""

    kind: str
    answers: int
    """How many answers were of that kind; 0: none, though the question allows it, or was
    answered with its opposite."""


@frozen
class QuestionCovered:
    """A place where the graph asks."""

    path: str
    """The address of the node that asks."""
    asked: int
    """After how many steps it waited."""
    answered: int
    """How many answers it was given."""
    kinds: tuple[KindCovered, ...]
    gone_back: int
    """How many answers were given by going back to it: by a branch, or in the same thread."""


@frozen
class Gap:
    """Something that is not covered."""

    what: str
    """In one sentence: `review is never answered with reject`."""
    suggestion: str | None = None
    """An entry of `branches` as YAML, to paste; None where none can be formed."""
    file: str | None = None
    """The scenario to paste it into."""
    note: str | None = None
    """What else must be done there."""


@frozen
class GraphCovered:
    """A graph."""

    name: str
    shape: GraphShape
    cases: tuple[str, ...]
    """The ids of those that were played on it."""
    branches: int
    nodes: tuple[NodeCovered, ...]
    edges: tuple[EdgeCovered, ...]
    questions: tuple[QuestionCovered, ...]
    gaps: tuple[Gap, ...]
    covered: int
    """How many nodes, edges, questions answered, kinds of answers, and questions gone back to."""
    total: int


@frozen
class Coverage:
    """A run."""

    graphs: tuple[GraphCovered, ...]
    covered: int
    total: int

    @property
    def percent(self) -> float:
        """Of all that counts; 100 where nothing does."""
        return percent(self.covered, self.total)


def percent(covered: int, total: int) -> float:
    """Cut to one decimal, so that 100 is only said of all; 100 of nothing."""
    return covered * 1000 // total / 10 if total else 100.0
