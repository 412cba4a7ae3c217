"""`@frozen` makes what `@dataclass(frozen=True, kw_only=True, slots=True)` makes."""

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.frozen import frozen


def _made_by(decorator):
    @decorator
    class Point:
        """A point."""

        x: int
        y: float = 1.5
        tags: tuple[str, ...] = ()
        seen: dict[str, int] = field(default_factory=dict)
        note: str = field(default="", repr=False, compare=False)

        @property
        def twice(self) -> int:
            """Two times x."""
            return 2 * self.x

        def __str__(self) -> str:
            return f"at {self.x}"

    return Point


Ours = _made_by(frozen)
Theirs = _made_by(dataclass(frozen=True, kw_only=True, slots=True))
for _name, _made in (("Ours", Ours), ("Theirs", Theirs)):
    _made.__qualname__ = _made.__name__ = _name  # so that pickle finds them

values = st.fixed_dictionaries(
    {"x": st.integers()},
    optional={
        "y": st.floats(allow_nan=False),
        "tags": st.tuples(st.text(), st.text()),
        "seen": st.dictionaries(st.text(), st.integers()),
        "note": st.text(),
    },
)


@frozen
class Empty:
    """Nothing at all."""


@frozen
class Single:
    """A field alone."""

    value: object

    def __eq__(self, other):
        return isinstance(other, Single)

    __hash__ = None


@frozen
class Checked:
    """Looks at itself once it is made."""

    value: int

    def __post_init__(self):
        if self.value < 0:
            raise ValueError("less than nothing")


@given(values, values)
def test_an_instance_is_as_a_data_class_has_it(first, second):
    """Values, text, equality, hash, replaced, copied and pickled ones."""
    ours, theirs = Ours(**first), Theirs(**first)
    assert asdict(ours) == asdict(theirs)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert str(ours) == str(theirs)
    assert (ours == Ours(**second)) == (theirs == Theirs(**second))
    assert asdict(replace(ours, **second)) == asdict(replace(theirs, **second))
    for same in (copy.copy(ours), copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))):
        assert asdict(same) == asdict(ours)
        assert same == ours
        assert type(same) is Ours


def test_the_class_is_as_a_data_class_has_it():
    """Fields, slots, annotations; a factory's value is each instance's own."""
    told = [(f.name, f.type, f.default, f.init, f.kw_only) for f in fields(Ours)]
    assert told == [(f.name, f.type, f.default, f.init, f.kw_only) for f in fields(Theirs)]
    assert Ours.__slots__ == Theirs.__slots__
    assert get_type_hints(Ours) == get_type_hints(Theirs)
    assert Ours.__match_args__ == Theirs.__match_args__
    assert Ours.__dataclass_params__.frozen
    assert not hasattr(Ours(x=1), "__dict__")
    assert Ours(x=1).seen is not Ours(x=1).seen
    assert Ours(x=3).twice == 6


def test_what_may_be_hashed_is_hashed_by_what_is_compared():
    """Two that differ in a field that is not compared are one in a set."""
    ones = [Single(value=1), Empty()]
    with pytest.raises(TypeError, match="unhashable"):
        hash(ones[0])
    assert {Empty(), Empty()} == {Empty()}

    @frozen
    class Pair:
        left: int
        right: int = field(compare=False)

    assert len({Pair(left=1, right=1), Pair(left=1, right=2), Pair(left=2, right=1)}) == 2


@pytest.mark.parametrize("made", [Ours, Theirs])
def test_nothing_can_be_changed_afterwards(made):
    """Nor taken away, nor added."""
    one = made(x=1)
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'x'"):
        one.x = 2
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'x'"):
        del one.x
    with pytest.raises((FrozenInstanceError, TypeError)):  # slots confuse the latter's own super()
        one.z = 2
    assert one.x == 1


@pytest.mark.parametrize("made", [Ours, Theirs])
@pytest.mark.parametrize("given_", [{}, {"x": 1, "z": 2}])
def test_only_its_fields_are_taken(made, given_):
    """All that have no default, none that is unknown, and by name."""
    with pytest.raises(TypeError, match=r"__init__\(\)"):
        made(**given_)
    with pytest.raises(TypeError, match="positional"):
        made(1)


def test_methods_of_its_own_stay():
    """An equality that the class defines, and what is to be done once it is made."""
    assert Single(value=1) == Single(value=2)
    assert Checked(value=1).value == 1
    with pytest.raises(ValueError, match="less than nothing"):
        Checked(value=-1)


def test_one_that_holds_itself_can_be_shown():
    """Not without end."""
    held = []
    one = Single(value=held)
    held.append(one)
    assert repr(one) == "Single(value=[...])"
