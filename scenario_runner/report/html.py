"""The HTML report: one file, no network, nothing from a graph or a file runs in it.

Everything that enters the page goes through one point: acting characters are made visible,
then HTML is escaped. The page's own style and script are named by their hashes in a content
security policy, so that even a mistake of ours could not run what a model wrote.

The names, outcomes and files of all cases are always readable; see `packing` for the rest.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from scenario_runner.coverage.count import coverage
from scenario_runner.coverage.model import Coverage
from scenario_runner.frozen import frozen
from scenario_runner.report.compose import Since, compose, compose_cases
from scenario_runner.report.compose_graph import graph_box
from scenario_runner.report.coverage import share
from scenario_runner.report.packing import PLAIN, Inside, Parts, Room, is_large
from scenario_runner.report.page import CaseHead
from scenario_runner.report.page_graph import GraphBox
from scenario_runner.report.visible import visible
from scenario_runner.results.model import Results


def html_text(results: Results, since: Since | None = None) -> str:
    """The report as one HTML document, however large. Depends on the results alone, and on
    those of another run where it tells what changed `since`."""
    return _whole(results, since, None).page


@frozen
class Pages:
    """A report: one document, and the files beside it where it would be too large."""

    page: str
    files: Mapping[str, str]
    """By name, in the folder beside it; mostly there are none."""


def html_pages(results: Results, since: Since | None, folder: str) -> Pages:
    """The report; what one page cannot carry is in files for a folder of that name beside it."""
    return _whole(results, since, Parts(folder))


def _whole(results: Results, since: Since | None, parts: Parts | None) -> Pages:
    covered = coverage(results)
    room = Room(PLAIN)
    cases = tuple(_cases(results, room, since))
    graphs = tuple(_graphs(covered, room))
    if parts is not None and is_large(
        [*(one.inside for one in cases), *(one.inside for one in graphs)]
    ):
        cases = tuple(replace(one, inside=parts.take(one.head.anchor, one.inside)) for one in cases)
        graphs = tuple(
            replace(one, inside=parts.take(one.box.anchor, one.inside)) for one in graphs
        )
    files = {} if parts is None else parts.files
    page = compose(results, share(covered.covered, covered.total), since)
    text = (
        _environment()
        .get_template("page.html")
        .render(
            page=page,
            cases=cases,
            graphs=graphs,
            folder=parts.folder if parts is not None and files else None,
            **_own_parts(more=bool(files)),
        )
    )
    return Pages(page=text, files=files)


def _own_parts(*, more: bool) -> dict[str, Markup]:
    """Our style, our script, and the policy that allows nothing else; `more`: files beside the
    page too, which browsers know by where they are."""
    style, script = _own("style.css"), _own("script.js")
    beside = " 'self' file:" if more else ""
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}'{beside}"
    )
    ours = {"policy": policy, "style": style, "script": script}
    return {name: Markup(text) for name, text in ours.items()}  # noqa: S704 - our own files


@frozen
class _Case:
    """A case as it stands in the page."""

    head: CaseHead
    inside: Inside


@frozen
class _Graph:
    """A graph, in the same way."""

    box: GraphBox
    inside: Inside


def _cases(results: Results, room: Room, since: Since | None) -> Iterator[_Case]:
    inside_of = _environment().get_template("case.html").module.case_inside  # type: ignore[attr-defined] # a macro
    for head, box in compose_cases(results, since):
        yield _Case(head=head, inside=room.place(inside_of(box)))


def _graphs(covered: Coverage, room: Room) -> Iterator[_Graph]:
    inside_of = _environment().get_template("graph.html").module.graph_inside  # type: ignore[attr-defined] # a macro
    for graph in covered.graphs:
        box = graph_box(graph)
        yield _Graph(box=box, inside=room.place(inside_of(box)))


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
