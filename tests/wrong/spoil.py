"""Files made wrong: each way takes a text or its data, and spoils some part of it.

Chosen by a `random.Random`, so that the same number always spoils the same file the same way.
"""

import functools
import json
import pickle
import re
from copy import deepcopy

import yaml

# fmt: off
ODD = [
    None, True, False, 0, 3, -1, 2.5, -1.5, 10**30, 1e308, "", "x", "END", "START", "main", "start",
    "yes", "a/b", "a -> b", "START -> nowhere -> END", "$.x", "$.values[", "$", "$[?(@.a==1)]",
    "{{ user }}", "{{ a", "{{ }}", "{% if x %}", "{{ a|nofilter }}", "{{ 'a' * 10**9 }}",
    "{{ 9**9**9 }}", "{% for x in y %}{{ x }}{% endfor %}", "{{ (a.b" * 40, "\u202eabc", "a\x85b",
    "é🙂漢", "\u2028", [], {}, [1], [[]], [None], [{}], {"a": 1}, {"": ""}, {"a": {"b": [1, {}]}},
    {"$gt": 1}, {"$foo": 2}, {"$gt": 1, "a": 2}, {"$matches": "("}, {"$matches": "a{99999999999}"},
    {"$matches": "(" * 200}, {"$literal": 1}, {"$schema": {}}, {"$schema": {"type": "nope"}},
    {"$schema": {"$ref": "http://x"}}, {"$schema": {"pattern": "("}}, {"$schema": 3},
    {"$schema": {"$ref": "#/nope"}}, {"$schema": {"$schema": "http://json-schema.org/schema#"}},
    {"$approx": {}}, {"$approx": "x"}, {"$any_of": []}, {"$each": {"$each": {"$each": 1}}},
    {"$type": ["string"]}, {"$length": -1}, {"$absent": False}, {"$unordered": {}}, {"$not": None},
    {"$contains": {"$contains": None}}, {"$human": {"content": []}}, {"$ai": {"tool_calls": [3]}},
    {"$tool": "x"}, {"$remove": 3}, {"$python": "x"}, {"$file": "../../etc/passwd"},
    {"$file": "no.json"}, {"before": "x"}, {"message": {"role": "user", "nth": 0}}, {"in": "x"},
    {"in": "x", "before": "y"}, {"type": "integer", "reducer": "nope"}, {"send": {"to": "x"}},
    {"goto": "x"}, {"returns": {"x": 1}}, {"interrupt": "?"}, {"raises": {"type": "X",
    "times": -1}},
    {"reason": "x", "when": "langgraph"}, {"reason": "x", "when": ">=1"}, "langgraph<", 1.0, "1e3",
    {"from": "x", "to": "y", "when": "z"}, [{"id": "a"}, {"id": "a"}], {"a": [], "b": [1]},
    {"graph": {"state": {}, "nodes": {}, "edges": []}}, [{"a": 1}, {"b": 1}], "12:30:45", "a" * 300,
]
INCLUDES = [
    "", ".", "..", "../..", "/etc/passwd", "/", "#", "##", "#/", "#/steps", "#/steps/0", "#steps",
    "nothing.yaml", "shared/steps.yaml", "shared/circle.yaml", "shared/broken.yaml", "shared",
    "shared/steps.yaml#/nope", "shared/steps.yaml#/0", "shared/rows.json", "shared/uneven.csv",
    "shared/rows.json#/0/id", "../language/order.json", "../../pyproject.toml", "~", "a" * 5000,
    "a\x00b", "{{ a }}", "shared/steps.yaml#/~2/-1", "C:\\x.yaml", "\\\\x\\y", "file:///etc/passwd",
    "http://example.com/a.yaml", "./shared/../shared/steps.yaml", 3, None, ["a"], {"a": 1},
]
TOKENS = [
    "&a", "*a", "&a *a", "*nobody", "!!str", "!x", "!!python/object:os.system", "!<tag:x>", "|",
    ">",
    "|2", ">-\n", "|+\n\n", "?", "? a", "? [a]", "- - -", "-", "---", "...", "--- a", "%YAML 1.1",
    "%TAG ! x", "<<: *a", "<<", "[", "]", "{", "}", "{a: b}", "[a, b", "{a", '"', "'", '"\\q"',
    '"\\x0"', '"\\ud800"', "\t", "\t\t- a", "\x00", "\x07", "\x1b[31m", "\x7f", "\ufffe", "\ufeff",
    "\u200b", "\u202e", "\x85", "\u2028", "\u2029", "\r", "\r\n", "#", " #", ":", "::", ": :", "=",
    "~", "yes", "No", "on", "OFF", "TRUE", "null", "Null", "010", "0o17", "0x1F", ".inf", "-.INF",
    ".nan", "1_000", "1e3", "+1", "1.", "12:30:45", "2020-01-01", "@", "`", "a: b: c", "a:b",
    "{{x}}",
    "{{ x }}", "{{", "}}", "{% x %}", "{#", "9" * 400, "9" * 5000, "-" + "1" * 5000,
    "0x" + "f" * 999,
    "[" * 120, "{a: " * 120, "[" * 2000, "- " * 200, "? " * 150, "[[[" + "]" * 3, "é", "🙂", "漢字",
    "a" * 3000, " " * 300, "\n" * 50, "$gt", "$", "''", '""', ",", ",,", "&", "*", "!", "&a b: *a",
]
KEYS = [
    "scenario", "graph", "steps", "expect", "id", "invoke", "resume", "branches", "from", "values",
    "next", "state", "nodes", "edges", "returns", "$gt", "$include", "$file", "$literal", "save",
    "parameters", "for_each", "at", "compare", "node", "value", "ref", "update", "timeout",
    "checks",
    "stale_resume", "interrupts", "messages", "tags", "variables", "environment", "ignore", "", "0",
    "true", "null", "{{ x }}", "a b", "__proto__", "main", "é", "answer", "START", "END", "-",
]
# fmt: on


MANY = [*[20] * 30, *[300] * 5, 2000]
"""How often a line is repeated; thousands of problems take their time to be shown."""


def spoilt(random, text, others):
    """The text with one to four of its parts spoilt, as bytes. `others` are texts to take from."""
    if random.random() < 0.45:
        text = _by_data(random, text, others)
    for _ in range(random.choice([0, 1, 1, 1, 2, 3])):
        text = random.choice(_OF_TEXTS)(random, text)
    return random.choice(_OF_BYTES)(random, text) if random.random() < 0.12 else _bytes(text)


def _bytes(text):
    return text.encode("utf-8", errors="surrogatepass")


# --- the data -----------------------------------------------------------------------------


def _by_data(random, text, others):
    data = _loaded(text)
    if not isinstance(data, dict):
        return text
    other = _loaded(random.choice(others))
    for _ in range(random.choice([1, 1, 2, 3])):
        found = list(_ways(data))
        if not found:
            break
        random.choice(_OF_DATA)(random, data, random.choice(found), other)
    try:
        return yaml.dump(
            data,
            Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=random.random() < 0.8,
            default_flow_style=random.choice([False, False, None, True]),
            width=random.choice([80, 1000]),
        )  # fmt: skip
    except (RecursionError, ValueError, yaml.YAMLError):
        return text


def _loaded(text):
    """The data of a text, to be spoilt."""
    return pickle.loads(_pickled(text))


@functools.lru_cache(maxsize=1000)
def _pickled(text):
    """What a text holds; the same few are read thousands of times."""
    if "&" in text:  # aliases may make it large without end
        return pickle.dumps(None)
    try:
        data = yaml.load(text, yaml.CSafeLoader)
        json.dumps(data, default=str, skipkeys=True)  # it may hold itself, by an alias
        return pickle.dumps(data)
    except (yaml.YAMLError, ValueError, RecursionError):
        return pickle.dumps(None)


def _ways(data, above=()):
    """Each part as the container that holds it and its key; once, where data holds itself."""
    if not isinstance(data, dict | list) or id(data) in above:
        return
    for name in list(data) if isinstance(data, dict) else range(len(data)):
        yield data, name
        yield from _ways(data[name], (*above, id(data)))


def _replace(random, data, part, other):
    owner, key = part
    owner[key] = random.choice(ODD)


def _include(random, data, part, other):
    owner, key = part
    owner[key] = {random.choice(["$include", "$include", "$file"]): random.choice(INCLUDES)}
    if random.random() < 0.1:
        owner[key]["more"] = 1


def _remove(random, data, part, other):
    owner, key = part
    del owner[key]


def _wrap(random, data, part, other):
    owner, key = part
    owner[key] = [owner[key]] if random.random() < 0.5 else {random.choice(KEYS): owner[key]}


def _take(random, data, part, other):
    """A part of this file or of another one stands here instead."""
    source = random.choice([data, other])
    found = list(_ways(source)) if isinstance(source, dict) else []
    if found:
        theirs, name = random.choice(found)
        part[0][part[1]] = deepcopy(theirs[name])


def _swap(random, data, part, other):
    owner, key = part
    names = list(owner) if isinstance(owner, dict) else list(range(len(owner)))
    second = random.choice(names)
    owner[key], owner[second] = owner[second], owner[key]


def _rename(random, data, part, other):
    owner, key = part
    if isinstance(owner, dict):
        name = _misspelt(random, str(key)) if random.random() < 0.6 else random.choice(KEYS)
        items = [(name if one == key else one, value) for one, value in owner.items()]
        owner.clear()
        owner.update(items)


def _move(random, data, part, other):
    """A key stands in another mapping, a level or more away."""
    owner, key = part
    mappings = [at[name] for at, name in _ways(data) if isinstance(at[name], dict)]
    if isinstance(owner, dict) and mappings:
        value = owner.pop(key)
        target = random.choice([data, *mappings])
        if target is not value:
            target[str(key)] = deepcopy(value)


def _text_of_it(random, data, part, other):
    """A text is made longer, shorter, or into something that looks like a template."""
    owner, key = part
    if isinstance(owner[key], str):
        owner[key] = random.choice(
            [owner[key][: len(owner[key]) // 2], owner[key] + random.choice(TOKENS[:60]),
             "{{ " + owner[key] + " }}", owner[key].upper(), owner[key] + "x", f" {owner[key]} "]
        )  # fmt: skip


def _misspelt(random, word):
    if not word:
        return "x"
    index = random.randrange(len(word))
    return random.choice(
        [word[:index] + word[index + 1 :], word[:index] + word[index] + word[index:], word + "s",
         word[:index] + "x" + word[index + 1 :], word.upper(), word.replace("_", "-"), f"${word}",
         word[:index] + word[index:][1:2] + word[index : index + 1] + word[index + 2 :]]
    )  # fmt: skip


_OF_DATA = [_replace, _replace, _replace, _include, _remove, _wrap, _take, _take, _swap, _rename,
            _rename, _move, _text_of_it]  # fmt: skip


# --- the text -----------------------------------------------------------------------------


def _span(random, text, longest=40):
    start = random.randrange(len(text) + 1)
    return start, min(len(text), start + random.randint(0, longest))


def _cut(random, text):
    start, end = _span(random, text, random.choice([1, 3, 40, 400]))
    return text[:start] + text[end:]


def _double(random, text):
    start, end = _span(random, text, random.choice([1, 3, 40, 400]))
    return text[:end] + text[start:end] + text[end:]


def _put(random, text):
    start, end = _span(random, text, random.choice([0, 0, 1, 5]))
    return text[:start] + random.choice(TOKENS) + text[end:]


def _token(random, text):
    """One word of it is another."""
    found = list(re.finditer(r"[\w$.-]+|\"[^\"\n]*\"|\{\{[^}\n]*\}\}", text))
    if not found:
        return text + random.choice(TOKENS)
    one = random.choice(found)
    return text[: one.start()] + random.choice(TOKENS) + text[one.end() :]


def _value(random, text):
    """What stands behind a colon or a dash is something else."""
    found = list(re.finditer(r"(?<=: )[^\n]+|(?<=- )[^\n]+", text))
    if not found:
        return text
    one = random.choice(found)
    said = random.choice(TOKENS) if random.random() < 0.5 else _flow(random.choice(ODD))
    return text[: one.start()] + said + text[one.end() :]


def _flow(data):
    written = yaml.dump(data, Dumper=yaml.CSafeDumper, default_flow_style=True, width=10_000)
    return written.removesuffix("\n").removesuffix("...").strip()


def _lines(random, text):
    lines = text.split("\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(7):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            lines[one] = " " * random.randint(1, 5) + lines[one]
        case 2:
            lines[one] = lines[one].removeprefix(" " * random.randint(1, 4))
        case 3:
            lines[one] = lines[one].replace("  ", "\t", 1)
        case 4:
            lines.insert(other, lines[one])
        case 5:
            lines[one] = lines[one].replace(
                ": ", random.choice([":", " : ", " ", ": : ", " - "]), 1
            )
        case _:
            for index in range(min(one, other), max(one, other)):
                lines[index] = "  " + lines[index]
    return "\n".join(lines)


def _template(random, text):
    """A template where there is one, or anywhere, loses or gains a piece."""
    found = list(re.finditer(r"\{\{[^}\n]*\}\}", text)) or list(re.finditer(r"\w+", text))
    if not found:
        return text
    one = random.choice(found)
    pieces = ["{{", "}}", "{{ x", "{{ x }}", "{% x %}", "{% if a %}", "{{ a.b[0] | upper }}",
    "{{}}",
              "{{ a|b(c) }}", "{{ 1/0 }}", "{{ x }} {{ y", '"{{ x }}"', "{{ [1,2 }}", "{{ 'a }}",
              "{{ a is nope }}", "{% for i in range(9) %}", "{# x", "{{ {} }}"]  # fmt: skip
    piece = random.choice(pieces)
    return text[: one.start()] + random.choice([piece, piece + one.group()]) + text[one.end() :]


def _many(random, text):
    """A line is there very often, as a file has it that a program wrote."""
    lines = text.split("\n")
    index = random.randrange(len(lines))
    return "\n".join([*lines[:index], *[lines[index]] * random.choice(MANY), *lines[index:]])


def _joined(random, text):
    return text + random.choice(["", "---\n", "...\n", "--- x\n", "\x85"]) + text


def _bomb(random, text):
    grown = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, random.randint(2, 9))
    )
    return random.choice([grown + text, text + "\n" + grown])


_OF_TEXTS = [_cut, _cut, _double, _put, _put, _token, _token, _value, _value, _lines, _lines,
             _template, _template, _many, _joined, _bomb]  # fmt: skip


# --- the bytes ----------------------------------------------------------------------------


def _flipped(random, text):
    content = bytearray(_bytes(text) or b"x")
    for _ in range(random.choice([1, 1, 2, 8])):
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    return bytes(content)


def _shuffled(random, text):
    content = _bytes(text)
    start, end = sorted((random.randrange(len(content) + 1), random.randrange(len(content) + 1)))
    return random.choice([content[start:], content[:end], content[start:end] + content[:start]])


def _encoded(random, text):
    name = random.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "latin-1"])
    return text.encode(name, errors="replace")


def _broken_lines(random, text):
    ending = random.choice(["\r\n", "\r", "\n\r", "\x85", "\u2028", "\u2029"])
    return _bytes(text.replace("\n", ending))


def _noise(random, text):
    return random.choice([b"", b"\x00", random.randbytes(200), b"\xff\xfe", b"\n", b"# only\n"])


_OF_BYTES = [_flipped, _flipped, _shuffled, _encoded, _broken_lines, _noise]
