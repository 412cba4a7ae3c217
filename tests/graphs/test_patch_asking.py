"""Code in a function's place takes just the calls that the function takes."""

import inspect

from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.graphs.patch_code import Claim, claim

NAMES = ["a", "_seam", "item", "self", "args", "_seam_item", "kwargs", "e"]


class Spied:
    """Hands every call on as it came."""

    def __init__(self, real):
        self.real = real

    def call(self, args, kwargs):
        return self.real(*args, **kwargs)


@st.composite
def functions(draw):
    """The source of a function with any kinds of parameters, with cells or without."""
    names = draw(st.permutations(NAMES))
    cuts = sorted(draw(st.lists(st.integers(0, 5), min_size=3, max_size=3)))
    only, plain, named = names[: cuts[0]], names[cuts[0] : cuts[1]], names[cuts[1] : cuts[2]]
    first_default = draw(st.integers(0, len(only) + len(plain)))
    positional = [
        name if index < first_default else f"{name}={index}"
        for index, name in enumerate([*only, *plain])
    ]
    told = [*positional[: len(only)], *(["/"] if only else []), *positional[len(only) :]]
    star = draw(st.booleans())
    told += [f"*{names[5]}"] if star else ["*"] if named else []
    told += [f"{name}={index}" if draw(st.booleans()) else name for index, name in enumerate(named)]
    stars = draw(st.booleans())
    told += [f"**{names[6]}"] if stars else []
    held = [*only, *plain, *named, *([names[5]] if star else []), *([names[6]] if stars else [])]
    held.append("cell" if draw(st.booleans()) else "0")
    body = f"return ({', '.join(held)},)"
    return f"def outer(cell):\n    def made({', '.join(told)}):\n        {body}\n    return made\n"


def outcome(function, args, kwargs):
    try:
        return function(*args, **kwargs)
    except TypeError as error:
        return str(error)


@given(
    functions(),
    st.lists(st.integers(), max_size=6),
    st.dictionaries(st.sampled_from([*NAMES, "other"]), st.integers(), max_size=4),
)
def test_every_call_is_bound_as_before(source, args, kwargs):
    """Same signature, same result, same refusal; and nothing is left of it afterwards."""
    namespace = {}
    exec(source, namespace)
    function, real = namespace["outer"](7), namespace["outer"](7)
    signature, code = inspect.signature(function), function.__code__
    spied = Spied(real)
    back = claim(function, Claim(answerer=spied, fits=lambda _: True, breadth=0, mark=spied))
    try:
        assert inspect.signature(function) == signature
        assert outcome(function, args, kwargs) == outcome(real, args, kwargs)
    finally:
        back()
    assert function.__code__ is code
