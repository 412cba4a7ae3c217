"""`@frozen`: a data class that cannot be changed, its fields given by name.

What `@dataclass(frozen=True, kw_only=True, slots=True)` makes, in a fraction of the time: that
one writes and compiles six methods for each class, and every command makes hundreds of classes.
Here one is compiled, `__init__`; the others are shared. An instance is pickled as the tuple of
its values. For type checkers, and for `dataclasses.fields`, `replace` and `asdict`, it is a data
class like any other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, NoReturn, TypeVar, cast, dataclass_transform

T = TypeVar("T")


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """Make a frozen data class of a class with annotations; none of its bases is one."""
    made: Any = dataclass(init=False, repr=False, eq=False, kw_only=True, slots=True)(cls)
    known = fields(made)
    for name, method in _SHARED.items():
        if name not in vars(made):
            setattr(made, name, method)
    made.__init__ = _init(made, known)
    made.__dataclass_params__.frozen = True
    _VALUES[made] = _values([one.name for one in known])
    _COMPARED[made] = _values([one.name for one in known if one.compare])
    _SETTERS[made] = tuple(_setter(made, one.name) for one in known)
    return cast("type[T]", made)


_Values = Callable[[Any], tuple[Any, ...]]
_VALUES: dict[type, _Values] = {}
_COMPARED: dict[type, _Values] = {}
_SETTERS: dict[type, tuple[Callable[[Any, Any], None], ...]] = {}


def _values(names: list[str]) -> _Values:
    """The values of these fields, as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)  # all at once, in C
    return lambda one: tuple(getattr(one, name) for name in names)


def _setter(made: type, name: str) -> Callable[[Any, Any], None]:
    """Sets a field though the class is frozen: its slot does."""
    setter: Callable[[Any, Any], None] = vars(made)[name].__set__
    return setter


def _init(made: type, known: tuple[Field[Any], ...]) -> Callable[..., None]:
    told: dict[str, Any] = {"_missing": MISSING}
    parameters, lines = [], []
    for one in known:
        name = one.name
        told[f"_set_{name}"] = _setter(made, name)
        given = name
        if one.default_factory is not MISSING:
            told[f"_make_{name}"] = one.default_factory
            given = f"_make_{name}() if {name} is _missing else {name}"
            parameters.append(f"{name}=_missing")
        elif one.default is not MISSING:
            told[f"_default_{name}"] = one.default
            parameters.append(f"{name}=_default_{name}")
        else:
            parameters.append(name)
        lines.append(f" _set_{name}(self, {given})")
    if hasattr(made, "__post_init__"):
        lines.append(" self.__post_init__()")
    star = ", *, " if parameters else ""
    exec(  # noqa: S102  # as dataclasses does; names of fields are identifiers
        f"def __init__(self{star}{', '.join(parameters)}):\n" + ("\n".join(lines) or " pass"), told
    )
    init: Callable[..., None] = told["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    return init


# --- the methods that all of them share ---------------------------------------------------


def _refuse_set(_self: Any, name: str, _value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(_self: Any, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _equal(self: Any, other: object) -> object:
    kind = type(self)
    if type(other) is not kind:
        return NotImplemented
    compared = _COMPARED[kind]
    return compared(self) == compared(other)


def _hash(self: Any) -> int:
    return hash(_COMPARED[type(self)](self))


@recursive_repr()
def _shown(self: Any) -> str:
    told = [f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr]
    return f"{type(self).__qualname__}({', '.join(told)})"


def _state(self: Any) -> tuple[Any, ...]:
    return _VALUES[type(self)](self)


def _restore(self: Any, state: tuple[Any, ...]) -> None:
    for set_, value in zip(_SETTERS[type(self)], state, strict=True):
        set_(self, value)


_SHARED = {
    "__setattr__": _refuse_set, "__delattr__": _refuse_delete, "__eq__": _equal,
    "__hash__": _hash, "__repr__": _shown, "__getstate__": _state, "__setstate__": _restore,
}  # fmt: skip
