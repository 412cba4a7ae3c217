"""YAML as people write it: any data, in a mix of styles, with comments wherever they may stand."""

import itertools

from hypothesis import strategies as st

from scenario_runner.language import write

WORDS = [
    "a", "b c", "published", "Hello: you", "yes", "010", "2026-01-31", "{{ x }}", "$x", "", "#1",
    "it's", 'say "hi"', "line\nbreak", "two\nlines\n", "12:30", "null", "- x", "ünï 🙂", "y",
]  # fmt: skip
texts = st.sampled_from(WORDS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
scalars = st.none() | st.booleans() | st.integers(-999, 999) | st.floats(allow_nan=False) | texts
anything = st.recursive(
    scalars,
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(texts, parts, max_size=3),
    max_leaves=8,
)
documents = st.dictionaries(texts, anything, min_size=1, max_size=4)


@st.composite
def written(draw):
    """A text, and the data it holds."""
    data = draw(documents)
    lines = list(_mapping(draw, data, 0, itertools.count()))
    return "\n".join(lines) + "\n", data


def _comment(draw, numbers):
    return f"# c{next(numbers)}" if draw(st.integers(0, 3)) == 0 else ""


def _mapping(draw, data, margin, numbers):
    for key, part in data.items():
        yield from _entry(draw, f"{write.key(key)}:", part, margin, numbers)


def _sequence(draw, data, margin, numbers):
    for part in data:
        yield from _entry(draw, "-", part, margin, numbers)


def _entry(draw, head, part, margin, numbers):
    before = " " * margin
    if comment := _comment(draw, numbers):
        yield before + comment
    said = _comment(draw, numbers)
    said = f"{draw(st.sampled_from([' ', '   ']))}{said}" if said else ""
    if write.is_collection(part) and draw(st.booleans()):
        yield before + head + said
        walk = _mapping if isinstance(part, dict) else _sequence
        yield from walk(draw, part, margin + draw(st.sampled_from([2, 4])), numbers)
    elif write.is_collection(part) and draw(st.booleans()):
        yield from _on_lines(draw, before + head, part, said, numbers)
    elif part is None and draw(st.booleans()):
        yield before + head + said
    else:
        yield from _scalar(draw, before, head, part, said)


def _on_lines(draw, head, part, said, numbers):
    """A collection in brackets, an entry a line."""
    opens, closes = "{}" if isinstance(part, dict) else "[]"
    yield f"{head} {opens}{said}"
    inside = " " * (len(head) + 2)
    for each in part:
        told = write.flow({each: part[each]})[1:-1] if opens == "{" else write.flow(each)
        comment = _comment(draw, numbers)
        yield f"{inside}{told},{' ' + comment if comment else ''}"
    yield f"{inside}{closes}{said.replace('c', 'd')}"


def _scalar(draw, before, head, part, said):
    quotes = draw(st.sampled_from(["", "'", '"']))
    if isinstance(part, str) and draw(st.booleans()):
        first, *rest = write.block(part, quotes=quotes)
        yield f"{before}{head} {first}{said}"
        yield from (f"{before}    {line}" if line else "" for line in rest)
    else:
        yield f"{before}{head} {write.flow(part, quotes=quotes)}{said}"


def pointers(data, at=()):
    """The ways to all parts of the data."""
    yield at
    if isinstance(data, dict | list):
        for step, part in data.items() if isinstance(data, dict) else enumerate(data):
            yield from pointers(part, (*at, step))
