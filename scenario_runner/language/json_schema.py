"""JSON Schema for `$schema` matchers. Nothing outside the schema itself is ever read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator, FormatChecker, SchemaError, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable

from scenario_runner.language.value import Data, Pointer
from scenario_runner.language.words import KINDS, kind, quoted, shown, suggestion

_CLOSED: Registry[Any] = Registry()
"""Without a registry of its own, jsonschema fetches `http://` and `file://` references."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SchemaFault:
    """What is wrong with a schema: where in it, what, and what to do."""

    pointer: Pointer = ()
    message: str
    hint: str | None = "see json-schema.org for what a schema may hold"


def check_schema(data: Data) -> str | None:
    """What is wrong with a schema, in one sentence; None for a good one."""
    fault = schema_fault(data)
    return None if fault is None else fault.message


def schema_fault(data: Data) -> SchemaFault | None:
    """As `check_schema`, with the place and what to do."""
    if isinstance(data, bool):
        return None
    if not isinstance(data, dict):
        hint = "write $schema: {type: string}"
        return SchemaFault(message=f"a JSON Schema is a mapping, not {kind(data)}", hint=hint)
    try:
        _validator_type(data).check_schema(data)
    except SchemaError as error:
        return _miswritten(error)
    except (RecursionError, Unresolvable):
        return SchemaFault(message="this is not a valid JSON Schema")
    return _lost_reference(data, data)


def _miswritten(error: SchemaError) -> SchemaFault:
    pointer = tuple(error.absolute_path)
    where = f" at {shown(_way(pointer))}" if pointer else ""
    message = f"this is not a valid JSON Schema{where}"
    if "type" in pointer[-2:] and error.validator in {"anyOf", "enum"}:
        message = f"{message}: {_no_type(error.instance)}"
        hint = _type_meant(error.instance)
        return SchemaFault(pointer=pointer, message=message, hint=hint)
    if error.validator == "format":
        hint = "close its brackets; a backslash stands before characters that mean themselves"
        message = f"{message}: it is not a regular expression"
        return SchemaFault(pointer=pointer, message=message, hint=hint)
    return SchemaFault(pointer=pointer, message=f"{message}: it {_sentence(error)}")


def _unknown_types(written: Data) -> list[Data]:
    names = written if isinstance(written, list) else [written]
    return [name for name in names if not isinstance(name, str) or name not in KINDS]


def _no_type(written: Data) -> str:
    unknown = _unknown_types(written)
    if unknown and isinstance(unknown[0], str):
        return f"there is no type {quoted(unknown[0])}"
    return "it must be a type, or a list of different ones"


def _type_meant(written: Data) -> str | None:
    unknown = _unknown_types(written)
    if None in unknown:
        return 'put it in quotes: "null"'
    word = unknown[0] if unknown and isinstance(unknown[0], str) else ""
    return suggestion(word, sorted(KINDS), "its types are")


def errors(schema: Data, data: Data) -> list[tuple[Pointer, str]]:
    """Where and how `data` breaks `schema`, in the order of the data; empty when it is valid."""
    validator = _validator_type(schema)(schema, registry=_CLOSED, format_checker=FormatChecker())
    try:
        found = list(validator.iter_errors(data))
    except Unresolvable:
        return [((), "the schema refers to something outside itself")]
    except RecursionError:
        return [((), "the schema refers to itself without end")]
    told = dict.fromkeys((tuple(error.absolute_path), _sentence(error)) for error in found)
    return sorted(told, key=lambda one: ([str(part) for part in one[0]], one[1]))


def _validator_type(schema: Data) -> type[Validator]:
    named = schema if isinstance(schema, dict) and _dialect(schema) else {}
    chosen: type[Validator] = validator_for(named, default=Draft202012Validator)
    return chosen


def _dialect(schema: dict[str, Data]) -> bool:
    return isinstance(schema.get("$schema"), str)


def _lost_reference(part: Data, whole: Data) -> SchemaFault | None:
    """A `$ref` that leads out of the schema: it would never be fetched."""
    if isinstance(part, list):
        found = (_lost_reference(item, whole) for item in part)
        return next((fault for fault in found if fault), None)
    if not isinstance(part, dict):
        return None
    target = part.get("$ref")
    if isinstance(target, str) and target.startswith("#/") and not _is_there(target, whole):
        message = f"$ref {quoted(target)} names nothing in the schema"
        return SchemaFault(message=message, hint="name a part of it, such as #/$defs/order")
    if isinstance(target, str) and not target.startswith("#") and not _names_itself(target, whole):
        message = f"$ref {quoted(target)} leads out of the schema"
        return SchemaFault(message=message, hint="write what it names into the schema itself")
    found = (_lost_reference(item, whole) for item in part.values())
    return next((fault for fault in found if fault), None)


def _is_there(target: str, whole: Data) -> bool:
    """Whether a JSON pointer leads to something; where parts have an `$id`, nobody can say."""
    if _has_name(whole):
        return True
    part = whole
    for written in unquote(target).split("/")[1:]:
        key = written.replace("~1", "/").replace("~0", "~")
        if isinstance(part, list) and key.isdecimal() and int(key) < len(part):
            part = part[int(key)]
        elif isinstance(part, dict) and key in part:
            part = part[key]
        else:
            return False
    return True


def _has_name(part: Data) -> bool:
    if isinstance(part, list):
        return any(map(_has_name, part))
    return isinstance(part, dict) and ("$id" in part or any(map(_has_name, part.values())))


def _names_itself(target: str, part: Data) -> bool:
    """True where `target` is, or is below, an `$id` that the schema itself declares."""
    if isinstance(part, list):
        return any(_names_itself(target, item) for item in part)
    if not isinstance(part, dict):
        return False
    name = part.get("$id")
    if isinstance(name, str) and (target.partition("#")[0] in name or name.endswith(target)):
        return True
    return any(_names_itself(target, item) for item in part.values())


def _way(pointer: Pointer) -> str:
    return ".".join(map(str, pointer))


def _sentence(error: ValidationError | SchemaError) -> str:
    """The error in our own words."""
    rule, wanted, got = str(error.validator), _plain(error.validator_value), error.instance
    if rule == "type":
        names = [wanted] if isinstance(wanted, str) else wanted
        return f"must be {' or '.join(KINDS.get(n, n) for n in names)}, not {kind(got)}"
    if rule == "required":
        return f"lacks {', '.join(quoted(key) for key in wanted if key not in _plain(got))}"
    if rule in _SENTENCES:
        return _SENTENCES[rule].format(wanted=quoted(wanted), rule=rule)
    if isinstance(wanted, int | float) and not isinstance(wanted, bool):
        return f"breaks the schema's {rule} of {wanted}"
    return f"breaks the schema's {rule}"


def _plain(part: Any) -> Any:
    """jsonschema types its parts as possibly unset; those of an error it raised never are."""
    return part


_SENTENCES = {
    "additionalProperties": "has keys that the schema does not allow",
    "unevaluatedProperties": "has keys that the schema does not allow",
    "enum": "is none of the values that the schema lists",
    "const": "is not the value that the schema asks for",
    "pattern": "does not match the pattern {wanted}",
    "format": "is not in the format {wanted}",
    "oneOf": "does not fit the schema's {rule}",
    "anyOf": "does not fit the schema's {rule}",
    "not": "does not fit the schema's {rule}",
    "contains": "holds nothing that the schema asks for",
}
