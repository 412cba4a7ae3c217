"""What is wrong with a template, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from scenario_runner.language.value import Pointer
from scenario_runner.language.words import meant, quoted, shown

_IN_QUOTES = re.compile(r""""[^"]*"|'[^']*'""")
_NO_SUCH = re.compile(r"No (filter|test) named '(.*?)'")
_TAG = re.compile(r"unknown tag '(.*?)'")
_ENDS = {"for": "endfor", "if": "endif", "set": "endset", "macro": "endmacro", "raw": "endraw"}
_TAGS = (*_ENDS, *_ENDS.values(), "else", "elif", "with", "endwith")

LITERAL = "to mean the braces themselves, wrap the value in {$literal: ...}"


class TemplateError(Exception):
    """A template that cannot be read or worked out: which one, what is wrong, what to do."""

    def __init__(self, message: str, hint: str | None = None, pointer: Pointer = ()) -> None:
        self.message = message
        self.hint = hint
        self.pointer = pointer
        super().__init__(message)

    def __reduce__(self) -> tuple[type[TemplateError], tuple[str, str | None, Pointer]]:
        return type(self), (self.message, self.hint, self.pointer)


def syntax_fault(text: str, said: str, known: Mapping[str, Iterable[str]]) -> TemplateError:
    """How a template is miswritten. `said` is Jinja's message, read but never shown."""
    if (found := _NO_SUCH.search(said)) is not None:
        sort, name = found.groups()
        close = meant(name, known[sort])
        hint = f"did you mean {quoted(close)}?" if close else f"Jinja's own {sort}s can be used"
        return TemplateError(f"there is no template {sort} {quoted(name)}", hint)
    if (found := _TAG.search(said)) is not None:
        close = meant(found.group(1), _TAGS)
        hint = (
            f"did you mean {quoted(close)}?"
            if close
            else f"write {{% if %}} or {{% for %}}; {LITERAL}"
        )
        return TemplateError(f"a template knows no {{% {found.group(1)} %}} here", hint)
    for opening, closing in (("{{", "}}"), ("{%", "%}")):
        if text.count(opening) > text.count(closing):
            return TemplateError(
                f"a template opens with {opening} and never closes",
                f"add {closing}; {LITERAL}",
            )
    if re.search(r"\{\{[^}]*\{\{", text):
        return TemplateError("a template cannot stand inside another", "leave out the inner braces")
    for tag, end in _ENDS.items():
        opened = len(re.findall(rf"\{{%-?\s*{tag}\b", text))
        if tag != "set" and opened > len(re.findall(rf"\{{%-?\s*{end}\b", text)):
            return TemplateError(f"{{% {tag} %}} has no {{% {end} %}}", f"add {{% {end} %}}")
    for what, sign in _unclosed(text):
        return TemplateError(f"a {what} in this template is never closed", f"close the {sign}")
    if re.search(r"\{\{\s*\}\}", text):
        return TemplateError("this template is empty", f"write a name in it; {LITERAL}")
    name = shown(text, 60) if text.startswith("{{") and "\n" not in text else "this template"
    return TemplateError(f"{name} is not written right", f"write {{{{ name }}}}; {LITERAL}")


def _unclosed(text: str) -> Iterator[tuple[str, str]]:
    """Quotes and brackets without their end, in a template that is one expression."""
    inside = text.removeprefix("{{").removesuffix("}}")
    if not text.startswith("{{") or "{{" in inside:
        return
    plain = _IN_QUOTES.sub("", inside)
    yield from (("quote", quote) for quote in "\"'" if quote in plain)
    pairs = (("(", ")"), ("[", "]"), ("{", "}"))
    yield from (("bracket", one) for one, end in pairs if plain.count(one) > plain.count(end))


_RUNTIME: dict[type[Exception], tuple[str, str | None]] = {
    ZeroDivisionError: ("this template divides by zero", None),
    TypeError: (
        "this template mixes kinds of values that do not go together",
        "text and numbers: make text with | string or ~, numbers with | int",
    ),
    OverflowError: ("this template makes something too large", None),
    LookupError: ("this template looks for something that is not there", None),
}


def runtime_fault(error: Exception) -> TemplateError:
    """What went wrong while a template was worked out."""
    for sort, (message, hint) in _RUNTIME.items():
        if isinstance(error, sort):
            return TemplateError(message, hint)
    return TemplateError("this template cannot be worked out", "try it with simpler values")
