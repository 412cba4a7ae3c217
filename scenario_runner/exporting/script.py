"""What a script is made of while it is written: its imports, its names, the helpers it uses."""

from __future__ import annotations

import builtins
import keyword
import re
from dataclasses import dataclass, field

from scenario_runner.exporting.helpers import HELPERS
from scenario_runner.exporting.text import Source, call
from scenario_runner.language.template_python import Names

RESERVED = frozenset({
    "ASKED", "AT", "ENDS", "KEPT", "PLAYED", "RAISED", "SAVED", "VERSIONS", "anchor", "answers",
    "before", "builder", "config", "events", "fork", "graph", "history", "main", "message",
    "messages", "observation", "opened", "output", "prompt", "questions", "ran", "replies",
    "result", "saver", "sent", "state", "store",
    *HELPERS,
})  # fmt: skip
"""Names that scripts use for themselves."""


@dataclass(kw_only=True, slots=True)
class Script:
    """Collected while the parts of a script are written, and printed above them."""

    folder: str
    """Absolute: where the script is to be run; its paths are relative to it."""
    scenario_folder: str
    """Absolute: what `$file` is relative to."""
    messages: str
    """The channel that holds the conversation."""
    imports: set[str] = field(default_factory=set)
    """Modules, as in `import X`."""
    froms: dict[str, set[str]] = field(default_factory=dict)
    """Module -> names, as in `from X import Y`."""
    own: dict[str, set[str]] = field(default_factory=dict)
    """The same, of the application: imported after its folder has been made importable."""
    helpers: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=lambda: set(RESERVED))

    def use(self, helper: str) -> str:
        """A helper's name; it and those it leans on will be printed."""
        if helper not in self.helpers:
            self.helpers.add(helper)
            told = HELPERS[helper]
            self.imports |= set(told.imports)
            for module, name in told.froms:
                self.take(module, name)
            for other in told.needs:
                self.use(other)
        return helper

    def take(self, module: str, name: str) -> str:
        """A name imported from a module."""
        self.froms.setdefault(module, set()).add(name)
        return name

    def object(self, module: str, attribute: str) -> str:
        """An object of the application or of a library, as an expression."""
        first, _, rest = attribute.partition(".")
        others = (names for other, names in self.own.items() if other != module)
        taken = first in self.taken or any(first in names for names in others)
        if taken and first not in self.own.get(module, ()):
            self.take("importlib", "import_module")
            return f'import_module("{module}").{attribute}'
        self.own.setdefault(module, set()).add(first)
        return f"{first}.{rest}" if rest else first

    def referred(self, reference: str) -> str:
        """The object that `module:attribute` names."""
        module, _, attribute = reference.partition(":")
        return self.object(module, attribute)

    def exception(self, name: str) -> str:
        """The class of exceptions that a scenario names: one of Python's own, or a dotted one."""
        if ":" not in name and "." not in name:
            return name
        module, _, attribute = name.replace(":", ".").rpartition(".")
        return self.object(module, attribute)

    def helper(self, name: str, *parts: Source, **named: Source) -> Source:
        """A call of a helper."""
        return call(self.use(name), *parts, **named)

    def name(self, words: str) -> str:
        """A new name for something that is called so in the scenario."""
        plain = re.sub(r"\W+", "_", words).strip("_").lower() or "unnamed"
        plain = f"_{plain}" if plain[0].isdigit() else plain
        odd = keyword.iskeyword(plain) or hasattr(builtins, plain)
        name, number = f"{plain}_" if odd else plain, 2
        while name in self.taken:
            name, number = f"{plain}_{number}", number + 1
        self.taken.add(name)
        return name


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """Where an expression stands: what it may use."""

    script: Script
    names: Names
