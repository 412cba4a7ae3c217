"""What a template says, told without working it out: is it written right, and which names does
it take from outside?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import TemplateSyntaxError, nodes

from scenario_runner.language.template_environment import ENVIRONMENT, Unfolded
from scenario_runner.language.template_error import TemplateError, syntax_fault

LONGEST = 100_000
"""Characters of one template."""

MOST_LOOPS = 15
"""Loops inside loops; Python takes about twenty."""

_REFERENCES = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)


def keys_of(text: str, name: str) -> frozenset[str]:
    """What `template.keys_read` tells of a template that is written right and takes the name."""
    tree = parsed(text)
    found = [node.attr for node in tree.find_all(nodes.Getattr) if _is_name(node.node, name)]
    items = [node.arg for node in tree.find_all(nodes.Getitem) if _is_name(node.node, name)]
    keys = [arg.value for arg in items if isinstance(arg, nodes.Const)]
    return frozenset([*found, *(str(key) for key in keys)])


def _is_name(node: nodes.Node, name: str) -> bool:
    return isinstance(node, nodes.Name) and node.name == name


def parsed(text: str) -> nodes.Template:
    """The tree of a template. Raises TemplateError where it is written wrong."""
    if len(text) > LONGEST:
        raise TemplateError(
            f"this template is longer than {LONGEST:,} characters",
            "read long data from a file, by {$file: PATH}",
        )
    try:
        tree = ENVIRONMENT.parse(text)
        reads_others = any(tree.find_all(_REFERENCES))
    except TemplateSyntaxError as error:
        raise _miswritten(text, error) from None
    except ValueError:  # Python reads no integers of more than 4,300 digits
        raise TemplateError("a number in this template is too long", "write less of it") from None
    except RecursionError:
        raise _too_deep() from None
    if reads_others:
        raise TemplateError(
            "a template cannot read other templates", "write it out, or use a variable"
        )
    return tree


@lru_cache(maxsize=4096)
def read(text: str) -> tuple[TemplateError | None, frozenset[str]]:
    """What is wrong with how it is written, else the names that it takes from outside."""
    try:
        tree = parsed(text)
        if _loops(tree) > MOST_LOOPS:
            return _too_deep(), frozenset()
        reader = _Reader(ENVIRONMENT, "template", None, optimized=False)
        reader.visit(tree)
    except TemplateError as fault:
        return fault, frozenset()
    except TemplateSyntaxError as error:  # filters and tests are looked for only now
        return _miswritten(text, error), frozenset()
    except RecursionError:
        return _too_deep(), frozenset()
    return None, frozenset(reader.taken)


class _Reader(Unfolded):
    """Notes which names would be looked up, as `jinja2.meta` does, and writes no code."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.taken: set[str] = set()

    def write(self, x: str) -> None:
        """Nothing is made of it."""

    def enter_frame(self, frame: Any) -> None:
        """What a part of the template looks up outside of it."""
        super().enter_frame(frame)
        for action, name in frame.symbols.loads.values():
            if action == "resolve" and name not in ENVIRONMENT.globals:
                self.taken.add(name)


def _loops(node: nodes.Node) -> int:
    """How many loops stand inside one another at most."""
    inner = max((_loops(child) for child in node.iter_child_nodes()), default=0)
    return inner + isinstance(node, nodes.For)


_PIECE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def _miswritten(text: str, error: TemplateSyntaxError) -> TemplateError:
    for piece in _PIECE.findall(text) if _PIECE.fullmatch(text) is None else ():
        if (fault := read(piece)[0]) is not None:
            return fault
    known: Mapping[str, Iterable[str]] = {
        "filter": ENVIRONMENT.filters, "test": ENVIRONMENT.tests,
    }  # fmt: skip
    return syntax_fault(text, error.message or "", known)


def _too_deep() -> TemplateError:
    return TemplateError("this template is nested too deep", "make several variables of it")
