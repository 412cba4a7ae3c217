"""Names of places in the page: the same from run to run, never twice in a page."""

from __future__ import annotations

import hashlib
import re

_OTHER = re.compile(r"[^a-z0-9]+")


def case_anchor(case_id: str) -> str:
    """The anchor of a case."""
    return f"case-{_slug(case_id.partition('::')[2])[:40].strip('-')}-{_digest(case_id)}"


def graph_anchor(name: str) -> str:
    """The anchor of a graph, by where it comes from."""
    return f"graph-{_slug(name)[-40:].strip('-')}-{_digest(name)}"


def branch_anchor(case: str, branch: str) -> str:
    """The anchor of a branch; `case` is the anchor of its case."""
    return f"{case}--{_name(branch)}"


def step_anchor(case: str, branch: str, step: str) -> str:
    """The anchor of a step. Steps without an id go by their number, which no id can look like."""
    number = step[1:]
    unnamed = step.startswith("#") and number.isascii() and number.isdigit()
    return f"{branch_anchor(case, branch)}--{'_' + number if unnamed else _name(step)}"


def step_name(step: str) -> str:
    """A step as people call it: its id, or `step 2` where it has none."""
    return f"step {step[1:]}" if step.startswith("#") else step


def _name(text: str) -> str:
    """A readable name; where that loses something, a digest keeps it apart from others."""
    slug = _slug(text)
    return slug if slug == text else f"{slug[:40]}-{_digest(text)}"


def _slug(text: str) -> str:
    return _OTHER.sub("-", text.lower()).strip("-")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
