"""Hostile text, and results that have it in every field."""

import dataclasses
from dataclasses import replace

NASTY = {
    "html": "</script></style><img src=x onerror=document.title='owned'>",
    "svg": "<svg onload=document.title='owned'><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "attribute": "\"'><b onmouseover=document.title='owned' style='position:fixed'>",
    "css": "}</style><style>body{display:none}",
    "link": "javascript:document.title='owned'",
    "template": "{{ 7*7 }}{% for x in y %}<% %>${7*7}",
    "bidi": "\u202eabc\u2066\u200f",
    "control": "a\x00b\x1b[31mc\x07\x9b",
    "half a surrogate pair": "\ud800",
    "separators": "a\u2028b\u2029c\x85d\r\ne",
    "comment": "<!-- --!> <![CDATA[ ]]> &amp; &lt;",
}


def infected(value, nasty):
    """The results with every free text replaced; words that the page branches on stay."""
    if dataclasses.is_dataclass(value):
        changes = {
            field.name: part
            if field.name in {"outcome", "act", "heard", "severity", "kind", "source", "file"}
            else infected(part, nasty)
            for field in dataclasses.fields(value)
            for part in [getattr(value, field.name)]
        }
        return replace(value, **changes)
    match value:
        case str() if value in {"user", "assistant", "tool", "system"}:
            return value
        case str():
            return f"{value}{nasty}"
        case tuple() | list():
            return type(value)(infected(part, nasty) for part in value)
        case dict():
            keep = {"role", "content", "tool_calls", "name", "args", "id", "values", "as_node"}
            return {
                key if key in keep else f"{key}{nasty}": infected(part, nasty)
                for key, part in value.items()
            }
    return value


def with_source(results, nasty):
    """The file's own text is free text too; its lines stay where they are."""
    cases = tuple(
        replace(case, source=case.source.replace("tea", f"tea{nasty.replace(chr(13), '')}"))
        for case in results.cases
    )
    return replace(results, cases=cases)
