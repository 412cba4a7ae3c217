"""Dotenv files as langgraph.json names them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.graphs.dotenv import parse


def test_what_a_dotenv_file_may_hold():
    """Comments, export, quotes, several lines, references, and nothing from broken lines."""
    text = """\ufeff# comment
PLAIN=value with spaces   # comment
  export EXPORTED = yes
EMPTY=
HASH=a#b
ONLY=# comment
SINGLE='as $it ${PLAIN} \\n stands' # comment
DOUBLE="line\\nbreak \\"quoted\\" ${PLAIN}"
SEVERAL="one
two"# comment
ALMOST="a"b
REFERENCE=${PLAIN}/${OUTSIDE}/${UNSET}/${UNSET:-default}
broken line
1BAD=x
URL=https://u:p@host/?a=b&c=d
LAST=end"""
    assert parse(text.replace("\n", "\r\n"), {"OUTSIDE": "out"}) == {
        "PLAIN": "value with spaces",
        "EXPORTED": "yes",
        "EMPTY": "",
        "HASH": "a#b",
        "ONLY": "",
        "SINGLE": "as $it ${PLAIN} \\n stands",
        "DOUBLE": 'line\nbreak "quoted" value with spaces',
        "SEVERAL": "one\ntwo",
        "ALMOST": '"a"b',
        "REFERENCE": "value with spaces/out//default",
        "URL": "https://u:p@host/?a=b&c=d",
        "LAST": "end",
    }


NAMES = st.from_regex(r"[A-Z_]{1,8}", fullmatch=True)
UNQUOTED = st.text(st.characters(exclude_characters="'\r", exclude_categories=["Cs"]))


@given(st.dictionaries(NAMES, UNQUOTED))
def test_single_quotes_keep_everything(values):
    """A value in single quotes is what stands there."""
    text = "\n".join(f"{key}='{value}'" for key, value in values.items())
    assert parse(text, {}) == values


@given(st.text())
def test_any_text_is_read(text):
    """No text is refused or hangs; what is found are names and text."""
    assert all(key and isinstance(value, str) for key, value in parse(text, {}).items())
