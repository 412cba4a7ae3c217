# ruff: noqa: E501 - a row of these tables is read as one line
"""Each matcher: what it holds of, and exactly what is said where it does not."""

from __future__ import annotations

import pytest

from scenario_runner.matching.look import ABSENT, Look
from scenario_runner.matching.match import leaves

TEA = "Tea is a drink made from leaves, and it is drunk nearly everywhere on earth."
COFFEE = "Tea is a drink made from beans, and it is drunk nearly everywhere on earth."
HI = {"role": "user", "content": "hi", "id": "m1"}
AB = [{"id": 1, "q": "a"}, {"id": 2, "q": "b"}]

MET = [
    # plain data: mappings in part, lists in whole, numbers by value
    ({"a": 1}, {"a": 1.0, "b": 2}, ["$.a: is 1.0"]),
    ({}, {"a": 1}, ["$: is a mapping"]),
    ({}, {}, ["$: is an empty mapping"]),
    ([], [], ["$: is an empty list"]),
    ([1, {"id": 2}], [1, {"id": 2, "q": 3}], ["$[0]: is 1", "$[1].id: is 2"]),
    (None, None, ["$: is null"]),
    (True, True, ["$: is true"]),
    (float("inf"), "Infinity", ['$: is "Infinity"']),
    ({"odd key": 1}, {"odd key": 1}, ["$['odd key']: is 1"]),
    # $equals
    ({"$equals": {"a": [{"b": 1}]}}, {"a": [{"b": 1}]}, ["$.a[0].b: is 1"]),
    ({"$equals": {"a": {"$gt": 0}}}, {"a": 1}, ["$.a: is 1, more than 0"]),
    ({"$equals": {"a": {"$absent": True}}}, {}, ["$.a: is not there"]),
    ({"$equals": {"a": {"$contains": {"b": 1}}}}, {"a": {"b": 1, "c": 2}}, ["$.a.b: is 1"]),
    ({"$equals": {"a": {"$not": {"b": 2}}}}, {"a": {"b": 1}}, ["$.a: is {b: 1}, not {b: 2}"]),
    # $literal
    ({"$literal": {"$gt": 3}}, {"$gt": 3, "b": 1}, ["$['$gt']: is 3"]),
    # $not, $any_of, $all_of
    ({"$not": "a"}, "b", ['$: is "b", not "a"']),
    ({"a": {"$not": "a"}}, {}, ['$.a: is not there, not "a"']),
    ({"$any_of": ["a", {"$matches": "^b"}]}, "bc", ["$: matches the 2nd of 2 alternatives"]),
    ({"a": {"$any_of": [1, {"$absent": True}]}}, {}, ["$.a: matches the 2nd of 2 alternatives"]),
    ({"$all_of": [{"$gt": 1}, {"$lt": 3}]}, 2, ["$: is 2, more than 1", "$: is 2, less than 3"]),
    ({"$gt": 1, "$lt": 3}, 2, ["$: is 2, more than 1", "$: is 2, less than 3"]),
    # $contains
    ({"$contains": "ea"}, "tea", ['$: contains "ea"']),
    ({"$contains": {"id": 2}}, AB, ["$: the 2nd item matches {id: 2}"]),
    ({"$contains": "id"}, {"id": 1}, ['$: has the key "id"']),
    ({"$contains": {"id": 1}}, {"id": 1, "q": 2}, ["$.id: is 1"]),
    # $matches, $type, $length
    ({"$matches": r"\d+"}, "room 12", [r"$: matches \d+"]),
    ({"$matches": "[[a]"}, "[", ["$: matches [[a]"]),
    ({"$type": "string"}, "", ["$: is text"]),
    ({"$type": "integer"}, 1, ["$: is a whole number"]),
    ({"$type": "number"}, 1.5, ["$: is a number"]),
    ({"$type": "boolean"}, False, ["$: is true or false"]),
    ({"$type": "null"}, None, ["$: is null"]),
    ({"$type": "list"}, [], ["$: is a list"]),
    ({"$type": "mapping"}, {}, ["$: is a mapping"]),
    ({"$type": "message"}, HI, ["$: is a message"]),
    ({"$length": 2}, AB, ["$: has 2 items"]),
    ({"$length": 1}, "ä", ["$: has 1 character"]),
    ({"$length": 0}, {}, ["$: has no keys"]),
    ({"$length": {"$gte": 1}}, AB, ["$: its length: is 2, at least 1"]),
    # $gt and its like, $approx
    ({"$gte": 2}, 2.0, ["$: is 2.0, at least 2"]),
    ({"$lte": "b"}, "a", ['$: is "a", at most "b"']),
    ({"$approx": 3.1}, 3.1000001, ["$: is 3.1000001, near 3.1"]),
    ({"$approx": {"value": 10, "rel": 0.1}}, 11, ["$: is 11, near 10"]),
    ({"$approx": {"value": 10, "abs": 2}}, 12, ["$: is 12, near 10"]),
    # $absent, $present
    ({"a": {"$present": True}}, {"a": None}, ["$.a: is there"]),
    ({"a": {"$absent": False}}, {"a": None}, ["$.a: is there"]),
    ({"a": {"$present": False}}, {}, ["$.a: is not there"]),
    # $unordered, $each, $schema
    ({"$unordered": [{}, {"id": 1}]}, AB, ["$[1]: is a mapping", "$[0].id: is 1"]),
    ({"$unordered": []}, [], ["$: there is no item"]),
    ({"$each": {"id": {"$lt": 9}}}, AB, ["$[0].id: is 1, less than 9", "$[1].id: is 2, less than 9"]),
    ({"$each": 1}, [], ["$: the list is empty"]),
    ({"$schema": {"type": "object", "required": ["id"]}}, HI, ["$: is valid under the schema"]),
]  # fmt: skip

UNMET = [
    # plain data
    ("published", "rejected", ['$: expected "published", got "rejected"']),
    ("Yes", "yes", ['$: expected "Yes", got "yes" (they differ only in upper and lower case)']),
    ("a b", "a  b", ['$: expected "a b", got "a  b" (they differ only in spaces and line breaks)']),
    (COFFEE, TEA, ['$: the text differs from character 26 on: expected "…s a drink made from beans, and it is drunk nearly everywhere…", got "…s a drink made from leaves, and it is drunk nearly everywher…"']),
    ("1\n" + COFFEE, "1\n" + TEA, ['$: the text differs from line 2, character 26 on: expected "…s a drink made from beans, and it is drunk nearly everywhere…", got "…s a drink made from leaves, and it is drunk nearly everywher…"']),
    (TEA, TEA[:-1], ['$: the text differs from character 76 on: expected "… everywhere on earth.", got the end after "… everywhere on earth"']),
    (True, 1, ["$: expected true, got the number 1"]),
    (1, True, ["$: expected the number 1, got true"]),
    ("12", 12, ['$: expected the text "12", got the number 12']),
    (12, None, ["$: expected 12, got null"]),
    (None, [], ["$: expected null, got []"]),
    ("a", ["a"], ['$: expected the text "a", got a list: ["a"]']),
    ({"a": 1}, [1], ["$: expected a mapping, got a list: [1]"]),
    ([1], {"a": 1}, ["$: expected a list, got a mapping: {a: 1}"]),
    ({"a": 1}, {}, ["$.a: is not there; expected 1 (nothing is there)"]),
    ({"a": 1}, {"b": 1, "c": 2}, ["$.a: is not there; expected 1 (what is there: b and c)"]),
    ({"a": {"b": [0, 1]}}, {"a": {"b": [0, 2]}}, ["$.a.b[1]: expected 1, got 2"]),
    ([], [1, 2], ["$: the list has 2 items, expected none: [1, 2]"]),
    ([1], [], ["$: the list is empty, expected 1 item: [1]"]),
    ([1], [1, 2, 3], ["$: the list has 3 items, expected 1: the 2nd was not expected: 2"]),
    ([1, 2], [2], ["$: the list has 1 item, expected 2: nothing matches the 1st expected item, 1"]),
    ([{"id": 1, "q": "a"}, {"id": 3, "q": "b"}, {"id": 4}], AB, ['$: the list has 2 items, expected 3: nothing matches the 2nd expected item, {id: 3, q: "b"}; nearest is the 2nd: id: expected 3, got 2']),
    ([2, 1, 1], [1, 2], ["$: the list has 2 items, expected 3: nothing matches the 1st expected item, 2; the 2nd would match, but it stands elsewhere in the order"]),
    # $equals
    ({"$equals": {"a": 1}}, {"a": 1, "b": "x"}, ['$.b: was not expected here: "x"']),
    ({"$equals": [{"$any_of": [{"id": 1}]}]}, AB[:1], ['$[0]: matches none of 1 alternative; nearest is the 1st: q: was not expected here: "a"']),
    ({"$equals": {"a": {"$each": {}}}}, {"a": [{"b": 1}]}, ["$.a[0].b: was not expected here: 1"]),
    ({"$equals": {"a": {"$unordered": [{}]}}}, {"a": [{"b": 1}]}, ["$.a[0].b: was not expected here: 1"]),
    # $literal
    ({"$literal": {"$gt": 3}}, {}, ["$['$gt']: is not there; expected 3 (nothing is there)"]),
    # $not, $any_of, $all_of
    ({"$not": "a"}, "a", ['$: expected anything but "a", got "a"']),
    ({"a": {"$not": {"$absent": True}}}, {}, ["$.a: is not there; expected it to be"]),
    ({"$any_of": ["a", "b", 1]}, "c", ['$: expected "a", "b" or 1, got the text "c"']),
    ({"$any_of": [{"a": 1, "b": 1}, {"a": 2, "b": 2}]}, {"a": 2, "b": 3}, ["$: matches none of 2 alternatives; nearest is the 2nd: b: expected 2, got 3"]),
    ({"$any_of": []}, 1, ["$: expected nothing, got the number 1"]),
    ({"a": {"$any_of": [1, 2]}}, {}, ["$.a: is not there; expected 1 or 2"]),
    ({"$gt": 3, "$lt": 1}, 2, ["$: expected more than 3, got 2", "$: expected less than 1, got 2"]),
    # $contains
    ({"$contains": "TEA"}, "tea", ['$: expected text that contains "TEA", got "tea" (it is there in other upper and lower case)']),
    ({"$contains": 7}, "a7", ["$: text can only contain text, and 7 is a number"]),
    ({"$contains": "c"}, ["a", "b"], ['$: no item of the list (2) matches "c": ["a", "b"]']),
    ({"$contains": "c"}, [], ['$: the list is empty; expected an item that matches "c"']),
    ({"$contains": {"id": 2, "q": "c"}}, AB, ['$: no item of the list (2) matches {id: 2, q: "c"}; nearest is the 2nd: q: expected "c", got "b"']),
    ({"$contains": ["a", "b"]}, ["a", "b"], ['$: no item of the list (2) matches ["a", "b"]; for several items use $all_of']),
    ({"$contains": "x"}, {"id": 1}, ['$: has no key "x" (what is there: id)']),
    ({"$contains": 1}, {"id": 1}, ["$: a mapping can only contain a key or a part, not the number 1"]),
    ({"$contains": "x"}, None, ['$: null cannot contain anything; expected "x" in it']),
    ({"a": {"$contains": "x"}}, {}, ['$.a: is not there; expected {$contains: "x"}']),
    # $matches, $type, $length
    ({"$matches": "^b"}, "ab", ['$: expected text that matches ^b, got "ab"']),
    ({"$matches": "^b"}, 1, ["$: expected text that matches ^b, got the number 1"]),
    ({"$type": "integer"}, True, ["$: expected a whole number, got true"]),
    ({"$type": "integer"}, 1.0, ["$: expected a whole number, got the number 1.0"]),
    ({"$type": "message"}, {"role": "user"}, ['$: expected a message, got a mapping: {role: "user"}']),
    ({"$length": 3}, AB, ['$: has 2 items, expected 3: [{id: 1, q: "a"}, {id: 2, q: "b"}]']),
    ({"$length": {"$gt": 3}}, "ab", ["$: its length: expected more than 3, got 2"]),
    ({"$length": 1}, 1, ["$: the number 1 has no length; expected {$length: 1}"]),
    # $gt and its like, $approx
    ({"$gt": 3}, 3, ["$: expected more than 3, got 3"]),
    ({"$gt": 3}, "4", ['$: expected a number more than 3, got the text "4"']),
    ({"$gt": 0}, True, ["$: expected a number more than 0, got true"]),
    ({"$lt": "b"}, "c", ['$: expected less than "b", got "c"']),
    ({"$approx": 3.1}, 3.2, ["$: expected a number near 3.1, got 3.2"]),
    ({"$approx": {"value": 10, "abs": 0.5}}, 10.6, ["$: expected a number near 10, got 10.6"]),
    ({"$approx": 1}, True, ["$: expected a number near 1, got true"]),
    # $absent, $present
    ({"a": {"$absent": True}}, {"a": None}, ["$.a: expected nothing to be there, got null"]),
    ({"a": {"$present": True}}, {}, ["$.a: is not there; expected it to be"]),
    # $unordered, $each, $schema
    ({"$unordered": [{"id": 2}, {"id": 9, "q": "a"}]}, AB, ["$[0].id: expected 9, got 1"]),
    ({"$unordered": ["a", "b"]}, ["a"], ['$: no item left that matches "b"; there is 1 item, expected 2']),
    ({"$unordered": ["a"]}, ["b", "a"], ['$[0]: this item was not expected: "b"; there are 2 items, expected 1']),
    ({"$unordered": ["a"]}, "a", ['$: expected a list, got the text "a"']),
    ({"$each": {"id": 1}}, AB, ["$[1].id: expected 1, got 2"]),
    ({"$each": 1}, None, ["$: expected a list, got null"]),
    ({"a": {"$each": 1}}, {}, ["$.a: is not there; expected {$each: 1}"]),
]  # fmt: skip

FAULTY = [
    ({"$foo": 1}, 1, ["$: there is no matcher $foo"]),
    ({"$not": {"$foo": 1}}, 1, ["$: there is no matcher $foo"]),
    ({"$gt": 1, "a": 2}, {"a": 2}, ["$: names that start with $ cannot stand beside others; use $literal"]),
    ({"$matches": "["}, "[", ['$: "[" is not a regular expression']),
    ({"$type": "text"}, "", ['$: "text" is not a type; there are string, integer, number, boolean, null, list, mapping and message']),
    ({"$gt": True}, 1, ["$: true is neither a number nor text to compare with"]),
    ({"$approx": "x"}, 1, ['$: "x" is not a number, or value, rel and abs as numbers']),
    ({"$any_of": "a"}, "a", ['$: "a" is not a list of alternatives']),
    ({"$absent": "yes"}, 1, ['$: "yes" is neither true nor false']),
]  # fmt: skip


def told(expected, actual):
    """What the look says, its parts by outcome."""
    said = {"passed": [], "failed": [], "error": []}
    for leaf in leaves(Look(expected=expected, actual=actual, path="$")):
        said[leaf.outcome].append(f"{leaf.path}: {leaf.message}")
    return said


@pytest.mark.parametrize(("expected", "actual", "messages"), MET)
def test_met(expected, actual, messages):
    """What is met is said in short."""
    assert told(expected, actual) == {"passed": messages, "failed": [], "error": []}


@pytest.mark.parametrize(("expected", "actual", "messages"), UNMET)
def test_unmet(expected, actual, messages):
    """What is not met says where and why."""
    said = told(expected, actual)
    assert (said["failed"], said["error"]) == (messages, [])


@pytest.mark.parametrize(("expected", "actual", "messages"), FAULTY)
def test_faulty(expected, actual, messages):
    """What makes no sense is an error, neither met nor unmet, under `$not` as well."""
    said = told(expected, actual)
    assert (said["failed"], said["error"]) == ([], messages)


def test_a_schema_says_where_it_is_broken():
    """The first thing that breaks the schema is told, the others are counted."""
    schema = {"items": {"items": {"type": "null"}}}
    (message,) = told({"$schema": schema}, [[None, 1], [2]])["failed"]
    assert message.startswith("$: is not valid under the schema at 0.1: ")
    assert message.endswith(" (and 1 more)")


def test_a_leaf_knows_both_sides():
    """Both values, the way to the expected one, and whether there is an actual one at all."""
    look = Look(expected={"a": [{"$gt": 3}], "b": 1}, actual={"a": [2]}, path="$.values")
    of_item, of_key = leaves(look)
    assert (of_item.path, of_item.way) == ("$.values.a[0]", ("a", 0, "$gt"))
    assert (of_item.expected, of_item.actual, of_item.absent) == ({"$gt": 3}, 2, False)
    assert (of_key.path, of_key.way) == ("$.values.b", ("b",))
    assert (of_key.expected, of_key.actual, of_key.absent) == (1, None, True)


def test_what_should_not_be_there_was_expected_to_be_absent():
    """A surplus part is shown beside `$absent`, never beside null."""
    (key,) = leaves(Look(expected={"$equals": {}}, actual={"a": 1}, path="$"))
    (item,) = leaves(Look(expected={"$unordered": []}, actual=[1], path="$"))
    assert (key.path, key.expected, key.actual) == ("$.a", {"$absent": True}, 1)
    assert (item.path, item.expected, item.actual) == ("$[0]", {"$absent": True}, 1)


def test_absent_is_not_null():
    """Null is a value: only what is not there at all is absent."""
    (null,) = leaves(Look(expected=None, actual=None, path="$"))
    (nothing,) = leaves(Look(expected=None, actual=ABSENT, path="$"))
    assert (null.met, nothing.met) == (True, False)
