"""The HTML report: one file, no network, nothing from a graph or a file runs in it.

Everything that enters the page goes through one point: acting characters are made visible,
then HTML is escaped. The page's own style and script are named by their hashes in a content
security policy, so that even a mistake of ours could not run what a model wrote.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from scenario_runner.report.compose import compose
from scenario_runner.report.visible import visible
from scenario_runner.results.model import Results


def html_text(results: Results) -> str:
    """The report as one HTML document. Depends on the results alone."""
    style, script = _own("style.css"), _own("script.js")
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}'"
    )
    ours = {"policy": policy, "style": style, "script": script}
    safe = {name: Markup(text) for name, text in ours.items()}  # noqa: S704 - our own files
    return _environment().get_template("page.html").render(page=compose(results), **safe)


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
