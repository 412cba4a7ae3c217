"""Templates as Python: what is translated gives what the template gives."""

import pytest

from scenario_runner.language.template import render
from scenario_runner.language.template_python import said

STATE = {"turn": 3, "items": ["b", "a"], "name": "Ada", "open": None}
NAMES = {"state": "state[]", "answer": "answer", "answers": "answers"}
SCOPE = {"state": STATE, "answer": "yes", "answers": ["yes", 2]}


@pytest.mark.parametrize(
    "template",
    [
        "{{ state.turn }}", "{{ state['turn'] + 1 }}", "{{ (state.turn - 1) * 2 }}",
        "{{ state.turn > 2 and answer == 'yes' }}", "{{ not state.open }}", "{{ -state.turn }}",
        "{{ 'a' if state.turn < 3 else 'b' }}", "{{ state.items | length }}",
        "{{ state.items | sort }}", "{{ state.items | join(', ') }}", "{{ state.items[0:1] }}",
        "{{ state.open is none }}", "{{ state.lost is defined }}", "{{ state.lost | default(7) }}",
        "{{ answers[1] }}", "{{ answers[-1] is even }}", "{{ 'a' in state.items }}",
        "{{ state.name | upper }}", "{{ state.name.lower() }}", "{{ state.name ~ state.turn }}",
        "{{ [1, {'a': answer}] }}", "{{ 2 ** 3 // 3 % 2 }}", "{{ answer | first }}",
    ],
)  # fmt: skip
def test_a_translation_gives_what_the_template_gives(template):
    """Same value, same type."""
    told = said(template, NAMES)
    assert told is not None
    assert told.lone
    found = eval(told.parts[0], {}, dict(SCOPE))
    wanted = render(template, SCOPE)
    assert (found, type(found)) == (wanted, type(wanted))


def test_mixed_text_is_told_in_parts():
    """Texts and expressions in turn."""
    told = said("Dear {{ answer }}, {{ state.turn }}!", NAMES)
    assert told.parts == ("Dear ", "answer", ", ", 'state["turn"]', "!")


@pytest.mark.parametrize(
    "template",
    [
        "{{ state.a.b }}",
        "{{ lost }}",
        "{% if answer %}x{% endif %}",
        "{{ state.items | map('upper') }}",
    ],
)
def test_what_python_says_otherwise_is_left_to_jinja(template):
    """No wrong translation instead of none."""
    assert said(template, NAMES) is None
