"""The HTML report: one file, no network, nothing from a graph or a file runs in it.

Everything that enters the page goes through one point: acting characters are made visible,
then HTML is escaped. The page's own style and script are named by their hashes in a content
security policy, so that even a mistake of ours could not run what a model wrote.

Of many cases the first, up to half a megabyte, stand in the page as they are; the others are
packed and unfold when they are opened. Their names, outcomes and files are always readable.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from scenario_runner.coverage.count import coverage
from scenario_runner.coverage.model import Coverage
from scenario_runner.report.compose import Since, compose, compose_cases
from scenario_runner.report.compose_graph import graph_box
from scenario_runner.report.coverage import share
from scenario_runner.report.page import CaseHead, GraphBox
from scenario_runner.report.visible import visible
from scenario_runner.results.model import Results


def html_text(results: Results, since: Since | None = None) -> str:
    """The report as one HTML document. Depends on the results alone, and on those of another
    run where it tells what changed `since`."""
    style, script = _own("style.css"), _own("script.js")
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}'"
    )
    covered = coverage(results)
    room = _Room(_PLAIN)
    cases = tuple(_cases(results, room, since))
    graphs = tuple(_graphs(covered, room))
    ours = {"policy": policy, "style": style, "script": script}
    safe = {name: Markup(text) for name, text in ours.items()}  # noqa: S704 - our own files
    page = compose(results, share(covered.covered, covered.total), since)
    template = _environment().get_template("page.html")
    return template.render(page=page, cases=cases, graphs=graphs, **safe)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Case:
    """A case as it stands in the page: its inside as it is read, or packed."""

    head: CaseHead
    inside: Markup | None
    packed: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Graph:
    """A graph, in the same way."""

    box: GraphBox
    inside: Markup | None
    packed: str | None


class _Room:
    """Insides stand plain as long as they are few, so that they are read without scripts."""

    def __init__(self, left: int) -> None:
        self._left = left

    def place(self, inside: Markup) -> dict[str, Any]:
        """An inside as it is, or packed."""
        plain = len(inside) <= self._left
        self._left -= len(inside) if plain else 0
        return {"inside": inside if plain else None, "packed": None if plain else _packed(inside)}


def _cases(results: Results, room: _Room, since: Since | None) -> Iterator[_Case]:
    inside_of = _environment().get_template("case.html").module.case_inside  # type: ignore[attr-defined] # a macro
    for head, box in compose_cases(results, since):
        yield _Case(head=head, **room.place(inside_of(box)))


def _graphs(covered: Coverage, room: _Room) -> Iterator[_Graph]:
    inside_of = _environment().get_template("graph.html").module.graph_inside  # type: ignore[attr-defined] # a macro
    for graph in covered.graphs:
        box = graph_box(graph)
        yield _Graph(box=box, **room.place(inside_of(box)))


def _packed(inside: str) -> str:
    """Compressed, in letters that mean nothing to HTML; the script unpacks it when it is opened."""
    return base64.b64encode(gzip.compress(inside.encode(), mtime=0)).decode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["shape_names"] = _SHAPES
    environment.globals["change_words"] = _CHANGES
    return environment


def _shown(value: Any) -> Any:
    """The one point where text enters the page; autoescaping follows it."""
    return value if isinstance(value, Markup) else visible(str(value))


def _template(name: str) -> str:
    """A template without its indentation, which would be a tenth of the page."""
    return _INDENT.sub("", _own(name))


@cache
def _own(name: str) -> str:
    return files("scenario_runner.report").joinpath("templates", name).read_text("utf-8")


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


_PLAIN = 500_000
"""Characters of cases that stand unpacked in a page; what needs attention comes first."""
_INDENT = re.compile("^[ \t]+", re.MULTILINE)
_SHAPES = {
    "invoke": "new input",
    "resume": "answer",
    "resume_map": "several answers",
    "command": "command",
    "update_state": "edit of the state",
    "look": "only looks",
    "edit": "edit of a message",
    "regenerate": "runs again",
    "retry": "sends again",
    "reload": "reopens the storage",
}
_CHANGES = {"added": "new", "removed": "gone", "changed": "changed"}
