"""Templates: types are kept where one expression stands alone, and nothing else is touched."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario_runner.language.template import TemplateError, check, keys_read, names, render


@dataclass
class Message:
    """As LangChain's: content is an attribute."""

    content: str


SCOPE = {
    "count": 3,
    "user": "Ada",
    "order": {"items": ["tea"], "get": "a key", "paid": None},
    "state": {"messages": [Message("hello")]},
    "12": "not a name",
}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("{{ count }}", 3), ("{{ count }}\n", 3), ("{{- count -}}", 3), (" {{ count }}", " 3"),
        ("{{ count }}{{ count }}", "33"), ("{{ '12' }}", "12"), ("n{{ count }}", "n3"),
        ("{{ order }}", {"items": ["tea"], "get": "a key", "paid": None}),
        ("{{ order.items }}", ["tea"]), ("{{ order.get }}", "a key"), ("{{ order.paid }}", None),
        ("{{ order.keys() }}", ["items", "get", "paid"]), ("{{ order['items'][0] }}", "tea"),
        ("{{ state.messages[-1].content }}", "hello"), ("{{ count == 3 }}", True),
        ("{{ 'many' if count > 2 else 'few' }}", "many"), ("{{ (1, 2) }}", [1, 2]),
        ("{{ range(3) }}", [0, 1, 2]), ("{{ [1, 2] | map('string') }}", ["1", "2"]),
        ("{% for x in order.items %}<{{ x }}>{% endfor %}", "<tea>"), ("{ plain }", "{ plain }"),
        ("Hello {{ user }}\n", "Hello Ada\n"), ("{{ nobody | default('x') }}", "x"),
        ("{# no template #}", "{# no template #}"), ("{{ nobody is defined }}", False),
    ],
)  # fmt: skip
def test_a_template_gives(written, value):
    """A lone expression keeps its value's type, mixed text gives text."""
    told = render(written, SCOPE)
    assert told == value
    assert type(told) is type(value)


@pytest.mark.parametrize(
    ("written", "message", "hint"),
    [
        ("{{ usr }}", 'the name "usr" is not known here', 'did you mean "user"?'),
        ("{{ order.item }}", 'there is no key "item" in this mapping', 'did you mean "items"?'),
        ("{{ order.items[4] }}", "the list has no item 4", "it has 1 items"),
        ("{{ [nobody] }}", 'the name "nobody" is not known here',
         "known names are: count, user, order, state, 12"),
        ("{{ 1 / 0 }}", "this template divides by zero", None),
        ("{{ user.__class__ }}", 'text has no "__class__"', None),
        ("{{ order.items.append(1) }}", 'a list has no "append"', None),
        ("{{ range(10 ** 9) }}", "this template makes something too large", None),
    ],
)  # fmt: skip
def test_what_cannot_be_worked_out_is_told_in_plain_words(written, message, hint):
    """The error names what was looked for and where it stands in the tree."""
    with pytest.raises(TemplateError) as caught:
        render({"a": ["plain", written]}, SCOPE)
    error = caught.value
    assert (error.message, error.hint, error.pointer) == (message, hint, ("a", 1))


def test_what_is_literal_is_left_alone():
    """Neither keys nor what stands under `$literal` and `$schema` are read."""
    data = {
        "{{ user }}": 1,
        "a": {"$literal": "{{ user }}"},
        "b": {"$schema": {"const": "{{ x }}"}},
    }
    assert render(data, SCOPE) == data


def test_results_are_fresh():
    """Changing what a template gave does not change the scope."""
    scope = {"a": {"b": [1]}}
    render("{{ a }}", scope)["b"].append(2)
    assert scope == {"a": {"b": [1]}}


def test_names_are_those_from_outside():
    """Loop variables and what `set` makes are a template's own."""
    assert names("{% for x in xs %}{{ x }}{{ y }}{% endfor %}{{ range(3) }}") == {"xs", "y"}


def test_keys_are_those_read_of_a_name_from_outside():
    """By a dot or an index; not of what the template itself calls so."""
    text = "{{ env.A ~ env['B'] | upper }}{% if env.C.d %}{{ other.E }}{{ env[name] }}{% endif %}"
    assert keys_read(text, "env") == {"A", "B", "C"}
    assert keys_read("{% set env = {} %}{{ env.A }}", "env") == frozenset()
    assert keys_read("{{ environment.A }}", "env") == frozenset()
    assert keys_read("{{ env.A", "env") == frozenset()


def test_check_tells_of_syntax_without_rendering():
    """A template that is written right is not run."""
    assert check("{{ 1 / 0 }}") is None
    fault = check("{{ user")
    assert fault is not None
    assert fault.message == "a template opens with {{ and never closes"


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab {}$%12", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab{$"), inner, max_size=3),
    max_leaves=10,
)


@given(PLAIN)
@settings(max_examples=200, deadline=None)
def test_any_value_passes_through_a_lone_expression(value):
    """`{{ x }}` is x, whatever x is."""
    assert render("{{ x }}", {"x": value}) == value


@given(PLAIN)
@settings(max_examples=200, deadline=None)
def test_rendering_gives_a_tree_of_the_same_shape_or_an_error_of_ours(value):
    """Nothing else ever comes out."""
    try:
        told = render(value, {"a": 1, "b": "x"})
    except TemplateError as error:
        part = value
        for key in error.pointer:
            part = part[key]
        assert isinstance(part, str)
    else:
        assert type(told) is type(value) or isinstance(value, str)


@pytest.mark.parametrize(
    "written",
    ["{{ 'a' * 10**10 }}", "{{ 'a' | center(10**10) }}", "{{ 9 ** 9 ** 9 }}",
     "{% set x = 'a' * 10**10 %}{{ x }}", "{{ range(10**9) | list }}"],
)  # fmt: skip
def test_reading_a_template_works_nothing_out(written):
    """Jinja would take each for a constant, and make it while it compiles."""
    assert check(written) is None
    assert names(written) == frozenset()


@pytest.mark.parametrize(
    "written",
    ["{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "{{ " + "1+" * 20_000 + "1 }}",
     "{% for x in y %}" * 16 + "{% endfor %}" * 16, "{{ a" + ".b" * 5000 + " }}"],
    ids=["brackets", "sums", "loops", "dots"],
)  # fmt: skip
def test_a_template_that_python_could_not_run_is_refused(written):
    """It is told when the file is read, and not by an accident when it runs."""
    assert check(written).message == "this template is nested too deep"


def test_a_number_too_long_for_python_is_told():
    """Python reads no integers of more than 4,300 digits."""
    assert check("{{ " + "1" * 5000 + " }}").message == "a number in this template is too long"
