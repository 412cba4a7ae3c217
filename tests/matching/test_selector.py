"""Message selectors: the one message meant, or what there was to choose from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.language.model import MessageSelector
from scenario_runner.language.value import Places, Value
from scenario_runner.matching.selector import SelectionFault, Wanted, pick, select
from scenario_runner.problem import Place

HERE = Place(file="a.scenario.yaml", line=3, column=5)

TALK = [
    {"role": "user", "content": "Hi", "id": "u1"},
    {"role": "assistant", "content": "Hello, who is it?", "id": "a1", "tool_calls": []},
    {"role": "user", "content": "Ann", "id": "u2"},
    {"role": "assistant", "content": "Hello, Ann", "id": "a2", "tool_calls": []},
]
THERE = (
    'the messages are: 0 user "Hi", 1 assistant "Hello, who is it?", 2 user "Ann", '
    '3 assistant "Hello, Ann"'
)


def written(data):
    return Value(data=data, places=Places(values={(): HERE}))


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ({"nth": 0}, 0),
        ({"nth": -1}, 3),
        ({"role": "user", "nth": -1}, 2),
        ({"role": "assistant", "nth": 0}, 1),
        ({"id": "u2"}, 2),
        ({"content": "Ann"}, 2),
        ({"content": {"$contains": "Ann"}, "role": "assistant"}, 3),
        ({"content": {"$matches": "^Hello"}, "nth": 0}, 1),
    ],
)
def test_a_selector_means_one_message(wanted, index):
    """All that is given must fit; nth counts among those as Python does."""
    assert pick(TALK, Wanted(**wanted)) == index


@pytest.mark.parametrize(
    ("wanted", "message", "hint"),
    [
        ({"content": "Bob"}, 'no message fits {content: "Bob"}', THERE),
        (
            {"role": "user"},
            '2 messages fit {role: "user"}: 0 and 2',
            f"say which one with nth (0 is the first, -1 the last); {THERE}",
        ),
        (
            {"role": "user", "nth": 2},
            'there is no message number 2 among 2 messages that fit {role: "user"}',
            THERE,
        ),
        ({"nth": -5}, "there is no message number -5 among 4 messages", THERE),
        (
            {"id": "u1", "nth": 1},
            'there is no message number 1 among 1 message that fits {id: "u1"}',
            THERE,
        ),
        (
            {},
            "4 messages fit any message: 0, 1, 2 and 3",
            f"say which one with nth (0 is the first, -1 the last); {THERE}",
        ),
    ],
)
def test_a_selector_that_means_no_one_message_lists_what_was_there(wanted, message, hint):
    """None fits, several fit, or the number leads nowhere."""
    with pytest.raises(SelectionFault) as caught:
        pick(TALK, Wanted(**wanted))
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_an_empty_conversation_has_nothing_to_choose_from():
    """It is said so."""
    with pytest.raises(SelectionFault) as caught:
        pick([], Wanted(nth=-1))
    assert caught.value.message == "there is no message number -1 among no messages"
    assert caught.value.hint == "the conversation has no messages"


def test_a_long_conversation_is_listed_from_its_end():
    """The last twelve messages are told, and how many stand before them."""
    talk = [{"role": "user", "content": str(n)} for n in range(20)]
    with pytest.raises(SelectionFault) as caught:
        pick(talk, Wanted(content="x"))
    assert caught.value.hint == (
        "the messages are: 8 earlier messages, "
        + ", ".join(f'{n} user "{n}"' for n in range(8, 20))
    )


def test_a_selector_of_the_file_is_the_same():
    """Role, id, content and nth as the file gives them."""
    selector = MessageSelector(place=HERE, role="assistant", content=written({"$contains": "who"}))
    assert select(TALK, selector) == 1
    assert select(TALK, MessageSelector(place=HERE, id=written("a2"), nth=0)) == 3


@given(st.lists(st.sampled_from(["user", "assistant"])), st.integers(-6, 6))
def test_nth_is_the_index_of_a_list(roles, nth):
    """What nth means among those that fit is what Python's index means."""
    talk = [{"role": role, "content": "x"} for role in roles]
    fitting = [index for index, role in enumerate(roles) if role == "user"]
    try:
        expected = fitting[nth]
    except IndexError:
        with pytest.raises(SelectionFault):
            pick(talk, Wanted(role="user", nth=nth))
    else:
        assert pick(talk, Wanted(role="user", nth=nth)) == expected
