"""What is written is read back the same, by our own reader and by one of YAML 1.1."""

import math

import yaml
from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.language.source import read
from scenario_runner.language.yaml_text import WIDTH, entry, flow, scalar

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.text("aZ0 #:,'\"-{}[]$./_é~!?&*|>%@`\\=<", max_size=8),
    st.sampled_from(["yes", "No", "on", "y", "null", "~", "1e3", "0x1f", "010", "12:30:45", "=",
                     "2001-01-01", ".5", "-", "? a", "a: b", "a #b", "<<", "{{ x }}", "é", "a'b",
                     "'a", "!x", "&x", "*x", "@x", "%x", "a,b", "[a]", "NaN", "true", "", " a "]),
)  # fmt: skip
NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False), st.booleans(), st.none())
DATA = st.recursive(
    st.one_of(TEXTS, NUMBERS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=12,
)


@given(DATA)
def test_it_is_read_back(data):
    """Whatever it is."""
    text = "\n".join(entry("key", data)) + "\n"
    assert read("a.yaml", text.encode()).data == {"key": data}
    assert yaml.load(f"[{flow(data)}]", yaml.CSafeLoader) == [data] or _has_number(data)


def _has_number(data):
    """Numbers such as 1e16 are texts to old readers; ours reads them as they are meant."""
    if isinstance(data, dict):
        return any(map(_has_number, data.values()))
    return any(map(_has_number, data)) if isinstance(data, list) else isinstance(data, float)


def test_what_is_no_number():
    """Too."""
    assert math.isnan(read("a.yaml", f"a: {scalar(math.nan)}\n".encode()).data["a"])
    assert read("a.yaml", f"a: {scalar(-math.inf)}\n".encode()).data == {"a": -math.inf}


def test_it_looks_as_people_write_it():
    """Words without quotes; a line for each key where one line is too long."""
    data = {"role": "user", "content": "Refund order 7, please", "tags": ["no", "a b"], "n": 1.5}
    assert entry("m", data, 2) == [
        '  m: {role: user, content: "Refund order 7, please", tags: ["no", a b], n: 1.5}'
    ]
    lines = entry("m", [{**data, "more": "x" * 40}, 1], 2)
    assert lines == [
        "  m:",
        "    - role: user",
        '      content: "Refund order 7, please"',
        '      tags: ["no", a b]',
        "      n: 1.5",
        f"      more: {'x' * 40}",
        "    - 1",
    ]
    assert max(map(len, lines)) <= WIDTH
