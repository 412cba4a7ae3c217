"""What a Python file says that it imports and which files it names, read without running it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from scenario_runner.frozen import frozen

_IMPORT = re.compile(
    r"^\s*(?:from\s+([.\w]+)\s+import\s+([\w, ]+)|import\s+([\w., ]+))", re.MULTILINE
)
_BY_NAME = frozenset({"import_module", "__import__"})
_LOOKING = frozenset({"iter_modules", "walk_packages", "run_path", "run_module"})
_LONGEST = 200
"""Characters of a text that may be the name of a file."""


@frozen
class Import:
    """One name that is imported."""

    module: str
    """Dotted; empty for `from . import x`."""
    level: int = 0
    """How many dots stand before it."""
    names: tuple[str, ...] = ()
    """What is taken from it, which may be modules too."""


@frozen
class Code:
    """What a Python file says of others."""

    imports: frozenset[Import] = frozenset()
    by_computed_name: bool = False
    """It imports something whose name only a run can tell."""
    data_files: frozenset[str] = frozenset()
    """Names that look like those of files, without folders; `*` where a name is put together."""


def read_code(path: Path) -> Code:
    """What stands in a Python file. One that is half written is read as far as it can be."""
    try:
        content = path.read_bytes()
    except OSError:
        return Code()
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Code(imports=frozenset(_guessed(content.decode("utf-8", errors="replace"))))
    imports: set[Import] = set()
    data_files: set[str] = set()
    computed = False
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                imports |= {Import(module=one.name) for one in names}
            case ast.ImportFrom(module=module, names=names, level=level):
                taken = tuple(one.name for one in names)
                imports.add(Import(module=module or "", level=level, names=taken))
            case ast.Call():
                named = _called(node)
                imports |= {named} if isinstance(named, Import) else set()
                computed |= named is True
            case ast.Constant(value=str(text)):
                data_files |= set(_file_name(text))
            case ast.JoinedStr(values=parts):
                data_files |= set(_file_name("".join(map(_part, parts))))
    return Code(
        imports=frozenset(imports), by_computed_name=computed, data_files=frozenset(data_files)
    )


def _called(call: ast.Call) -> Import | bool:
    """What a call imports; True where only a run can tell, False where it imports nothing."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    name = call.func.id if isinstance(call.func, ast.Name) else name
    if name in _LOOKING:
        return True
    if name not in _BY_NAME or not call.args:
        return False
    match call.args[0]:
        case ast.Constant(value=str(module)):
            return Import(module=module.lstrip("."), level=len(module) - len(module.lstrip(".")))
        case _:
            return True


def _part(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else "*"


def _file_name(text: str) -> Iterator[str]:
    name = text.replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    if dot and stem and ending and len(text) < _LONGEST and not re.search(r"\s", text):
        yield name


def _guessed(text: str) -> Iterator[Import]:
    for module, names, modules in _IMPORT.findall(text):
        taken = tuple(name.split()[0] for name in names.split(",") if name.split())
        level = len(module) - len(module.lstrip("."))
        if module:
            yield Import(module=module.lstrip("."), level=level, names=taken)
        for one in modules.split(","):
            if one.split():
                yield Import(module=one.split()[0])
