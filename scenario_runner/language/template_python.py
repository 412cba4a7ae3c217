"""Templates as Python: what a script has to say to get what the template gives.

Only what Python says in the same words is translated; for the rest there is None, and whoever
asked renders the template instead.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from jinja2 import Environment, TemplateSyntaxError, nodes

from scenario_runner.frozen import frozen

Names = Mapping[str, str]
"""What a template calls something -> what the script calls it."""


class _Foreign(Exception):  # not an error: it is rendered instead
    """Something that Python says in other words."""


@frozen
class Said:
    """A template as Python."""

    parts: tuple[str, ...]
    """Texts and expressions in turn, a text first; for a lone expression only that."""
    lone: bool


_ENVIRONMENT = Environment(keep_trailing_newline=True)  # noqa: S701 - it only parses


def said(template: str, names: Names, messages: str = "messages") -> Said | None:
    """The template as Python expressions; None where that is not simple.

    names: the names it may use; one that holds a mapping ends in `[]`, and a dot is a key there.
    messages: the key of `state` that holds messages, whose parts are attributes.
    """
    try:
        output = _output(template)
        translate = _Translator(names=names, messages=messages)
        if len(output) == 1 and not isinstance(output[0], nodes.TemplateData):
            return Said(parts=(translate(output[0]),), lone=True)
        parts = [""]
        for node in output:
            if isinstance(node, nodes.TemplateData):
                parts[-1] += node.data
            else:
                parts += [translate(node), ""]
        return Said(parts=tuple(parts), lone=False)
    except (_Foreign, TemplateSyntaxError):
        return None


def lone_text(template: str) -> str | None:
    """The inside of a template that is one expression and nothing else."""
    output = _output(template.removesuffix("\n"))
    if len(output) == 1 and not isinstance(output[0], nodes.TemplateData):
        return template.strip().removeprefix("{{").removesuffix("}}").strip("-").strip()
    return None


def _output(template: str) -> list[nodes.Node]:
    text = template.removesuffix("\n")
    body = _ENVIRONMENT.parse(text).body
    if len(body) != 1 or not isinstance(body[0], nodes.Output):
        raise _Foreign
    found: list[nodes.Node] = list(body[0].nodes)
    if text != template and (len(found) > 1 or isinstance(found[0], nodes.TemplateData)):
        found.append(nodes.TemplateData("\n"))
    return found


_FILTERS: Mapping[str, str] = {
    "abs": "abs({})", "capitalize": "{}.capitalize()", "count": "len({})", "first": "{}[0]",
    "float": "float({})", "int": "int({})", "last": "{}[-1]", "length": "len({})",
    "list": "list({})", "lower": "{}.lower()", "max": "max({})", "min": "min({})",
    "sort": "sorted({})", "string": "str({})", "sum": "sum({})", "title": "{}.title()",
    "trim": "{}.strip()", "upper": "{}.upper()",
}  # fmt: skip
_TESTS: Mapping[str, str] = {
    "none": "{} is None", "true": "{} is True", "false": "{} is False", "even": "{} % 2 == 0",
    "odd": "{} % 2 == 1",
}  # fmt: skip
_COMPARED = {"eq": "==", "ne": "!=", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<=", "in": "in",
             "notin": "not in"}  # fmt: skip
_JOINED: Mapping[type[nodes.BinExpr], str] = {
    nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/", nodes.FloorDiv: "//",
    nodes.Mod: "%", nodes.Pow: "**", nodes.And: "and", nodes.Or: "or",
}  # fmt: skip
_OF_MESSAGES = {"content", "id", "name", "tool_calls", "type", "tool_call_id", "status"}
_METHODS = {
    "upper",
    "lower",
    "strip",
    "split",
    "startswith",
    "endswith",
    "replace",
    "title",
    "join",
}


@frozen
class _Translator:
    names: Names
    messages: str

    def __call__(self, node: nodes.Node) -> str:
        for kind, translate in _KINDS.items():
            if isinstance(node, kind):
                return translate(self, node)
        raise _Foreign

    def inner(self, node: nodes.Node) -> str:
        """In brackets where another operator stands around it."""
        told = self(node)
        loose = nodes.BinExpr | nodes.Compare | nodes.CondExpr | nodes.Not | nodes.Test | nodes.Neg
        return f"({told})" if isinstance(node, loose) else told

    def name(self, node: nodes.Name) -> str:
        if node.name not in self.names:
            raise _Foreign
        return self.names[node.name].removesuffix("[]")

    def is_mapping(self, node: nodes.Node) -> bool:
        return isinstance(node, nodes.Name) and self.names.get(node.name, "").endswith("[]")

    def attribute(self, node: nodes.Getattr) -> str:
        if self.is_mapping(node.node):
            return f"{self(node.node)}[{json.dumps(node.attr, ensure_ascii=False)}]"
        if node.attr in _OF_MESSAGES and self.is_message(node.node):
            return f"{self(node.node)}.{node.attr}"
        raise _Foreign

    def is_message(self, node: nodes.Node) -> bool:
        """Whether it is an item of the list of messages of the state."""
        if isinstance(node, nodes.Filter) and node.name in ("first", "last"):
            return node.node is not None and self.are_messages(node.node)
        return isinstance(node, nodes.Getitem) and self.are_messages(node.node)

    def are_messages(self, node: nodes.Node) -> bool:
        if isinstance(node, nodes.Getattr):
            key: object = node.attr
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            key = node.arg.value
        else:
            return False
        of_state = isinstance(node.node, nodes.Name) and node.node.name == "state"
        return of_state and key == self.messages

    def item(self, node: nodes.Getitem) -> str:
        if isinstance(node.arg, nodes.Slice):
            ends = (node.arg.start, node.arg.stop)
            told = ":".join("" if end is None else self(end) for end in ends)
            return f"{self.inner(node.node)}[{told}]"
        return f"{self.inner(node.node)}[{self(node.arg)}]"

    def condition(self, node: nodes.CondExpr) -> str:
        if node.expr2 is None:
            raise _Foreign
        parts = (self.inner(node.expr1), self.inner(node.test), self.inner(node.expr2))
        return "{} if {} else {}".format(*parts)

    def filter(self, node: nodes.Filter) -> str:
        if node.node is None:
            raise _Foreign
        if node.name in ("default", "d") and self._reads_a_key(node.node) and len(node.args) == 1:
            key = node.node.attr  # type: ignore[attr-defined]  # it is a Getattr
            return f"{self(node.node.node)}.get({json.dumps(key)}, {self(node.args[0])})"  # type: ignore[attr-defined]  # as above
        if node.name == "join" and len(node.args) <= 1:
            by = self(node.args[0]) if node.args else '""'
            return f"{by}.join(map(str, {self(node.node)}))"
        if node.name not in _FILTERS or node.args or node.kwargs:
            raise _Foreign
        return _FILTERS[node.name].format(self.inner(node.node))

    def _reads_a_key(self, node: nodes.Node) -> bool:
        return isinstance(node, nodes.Getattr) and self.is_mapping(node.node)

    def test(self, node: nodes.Test) -> str:
        if node.name in ("defined", "undefined") and self._reads_a_key(node.node):
            word = "in" if node.name == "defined" else "not in"
            key, whole = node.node.attr, self(node.node.node)  # type: ignore[attr-defined]  # it is a Getattr
            return f"{json.dumps(key)} {word} {whole}"
        if node.name not in _TESTS or node.args:
            raise _Foreign
        return _TESTS[node.name].format(self.inner(node.node))

    def compare(self, node: nodes.Compare) -> str:
        told = self.inner(node.expr)
        for operand in node.ops:
            told += f" {_COMPARED[operand.op]} {self.inner(operand.expr)}"
        return told

    def joined(self, node: nodes.BinExpr) -> str:
        sign = next((sign for kind, sign in _JOINED.items() if type(node) is kind), None)
        if sign is None:
            raise _Foreign
        return f"{self.inner(node.left)} {sign} {self.inner(node.right)}"

    def concat(self, node: nodes.Concat) -> str:
        return " + ".join(f"str({self(part)})" for part in node.nodes)

    def call(self, node: nodes.Call) -> str:
        method = node.node
        if not isinstance(method, nodes.Getattr) or method.attr not in _METHODS or node.kwargs:
            raise _Foreign
        arguments = ", ".join(self(part) for part in node.args)
        return f"{self.inner(method.node)}.{method.attr}({arguments})"

    def constant(self, node: nodes.Const) -> str:
        value = node.value
        return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)

    def sequence(self, node: nodes.List) -> str:
        return f"[{', '.join(self(part) for part in node.items)}]"

    def pairs(self, node: nodes.Dict) -> str:
        told = (f"{self(pair.key)}: {self(pair.value)}" for pair in node.items)
        return f"{{{', '.join(told)}}}"


_KINDS: Mapping[type[nodes.Node], Callable[[_Translator, nodes.Node], str]] = {
    nodes.Name: _Translator.name,  # type: ignore[dict-item]  # each kind has its own method
    nodes.Getattr: _Translator.attribute,  # type: ignore[dict-item]  # as above
    nodes.Getitem: _Translator.item,  # type: ignore[dict-item]  # as above
    nodes.CondExpr: _Translator.condition,  # type: ignore[dict-item]  # as above
    nodes.Filter: _Translator.filter,  # type: ignore[dict-item]  # as above
    nodes.Test: _Translator.test,  # type: ignore[dict-item]  # as above
    nodes.Compare: _Translator.compare,  # type: ignore[dict-item]  # as above
    nodes.Concat: _Translator.concat,  # type: ignore[dict-item]  # as above
    nodes.Call: _Translator.call,  # type: ignore[dict-item]  # as above
    nodes.Const: _Translator.constant,  # type: ignore[dict-item]  # as above
    nodes.List: _Translator.sequence,  # type: ignore[dict-item]  # as above
    nodes.Dict: _Translator.pairs,  # type: ignore[dict-item]  # as above
    nodes.Not: lambda self, node: f"not {self.inner(node.node)}",  # type: ignore[attr-defined]  # as above
    nodes.Neg: lambda self, node: f"-{self.inner(node.node)}",  # type: ignore[attr-defined]  # as above
    nodes.BinExpr: _Translator.joined,  # type: ignore[dict-item]  # as above
}
