"""Which cases a run plays: files, folders, selectors, words and tags."""

import ast
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.suite.case import BrokenCase, rerun_command
from scenario_runner.suite.collect import UsageFault, collect
from scenario_runner.suite.run import Options
from scenario_runner.suite.select import name_matches, parse, tags_match
from scenario_runner.suite.selection import select

TEXT = """\
scenario: {name}
tags: [{tags}]
graph: {{state: {{n: integer}}, nodes: {{a: {{}}}}, edges: [START -> a]}}
steps: [{{id: one, invoke: {{n: 1}}}}]
branches:
  left: {{from: one, steps: [{{invoke: null}}]}}
  right: {{from: one, steps: [{{invoke: null}}]}}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Three scenarios, one of them deeper and one broken, and what is passed by."""
    monkeypatch.chdir(tmp_path)
    files = {
        "a.scenario.yaml": TEXT.format(name="Approve", tags="hitl, smoke"),
        "b.scenario.yml": TEXT.format(name="Reject: no::thing", tags="hitl, slow"),
        "deep/er/c.scenario.yaml": TEXT.format(name="Chat", tags=""),
        "deep/bad.scenario.yaml": "scenario: Bad\nsteps: 5\n",
        ".hidden/x.scenario.yaml": TEXT.format(name="Hidden", tags=""),
        "node_modules/x.scenario.yaml": TEXT.format(name="Modules", tags=""),
        "notes.yaml": "scenario: no",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("Reject: no::thing", "'Reject: no::thing'"))
    return tmp_path


def told(cases):
    """The ids, with the branches wanted where not all are."""
    return [
        (case.id, sorted(case.branches)) if getattr(case, "branches", None) else case.id
        for case in cases
    ]


A, B, C = (
    "a.scenario.yaml::Approve",
    "b.scenario.yml::Reject: no::thing",
    "deep/er/c.scenario.yaml::Chat",
)


@pytest.mark.parametrize(
    ("selectors", "found"),
    [
        (["."], [A, B, "deep/bad.scenario.yaml", C]),
        (["deep/er"], [C]),
        (["deep/er/c.scenario.yaml", "a.scenario.yaml"], [C, A]),
        (["a.scenario.yaml", ".", "a.scenario.yaml"], [A, B, "deep/bad.scenario.yaml", C]),
        (["./a.scenario.yaml", "a.scenario.yaml", "."], [A, B, "deep/bad.scenario.yaml", C]),
        ([A], [A]),
        ([f"{A}::left"], [(A, ["left"])]),
        ([f"{A}::main"], [(A, ["main"])]),
        ([f"{A}::right", f"{A}::left"], [(A, ["left", "right"])]),
        ([f"{A}::right", A], [A]),
        ([f"{A}::right", "a.scenario.yaml"], [A]),
        ([B], [B]),
        ([f"{B}::left"], [(B, ["left"])]),
        ([], []),
    ],
)
def test_paths_and_selectors(folder, selectors, found):
    """In the order asked for, folders by name, each case once; a name may hold `::`."""
    assert told(collect(selectors)) == found


@pytest.mark.parametrize(
    ("selector", "message", "hint"),
    [
        ("nowhere", "nowhere: there is no such file or folder", "check the path"),
        ("a.scenaro.yaml", "a.scenaro.yaml: there is no such file or folder",
         'did you mean "a.scenario.yaml"?'),
        ("notes.yaml", "notes.yaml is not a scenario file",
         "a scenario's name ends in .scenario.yaml or .scenario.yml"),
        ("a.scenario.yaml::Aprove", 'a.scenario.yaml holds no case "Aprove"',
         'it holds "Approve"'),
        ("a.scenario.yaml::Approve::rigth", '"Approve" in a.scenario.yaml has no branch "rigth"',
         'did you mean "right"? it has main, left, right'),
        ("a.scenario.yaml::Approve::zzz", '"Approve" in a.scenario.yaml has no branch "zzz"',
         "it has main, left, right"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_told(folder, selector, message, hint):
    """With what is."""
    with pytest.raises(UsageFault) as caught:
        collect([selector])
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_scenario_that_is_not_there_is_a_broken_case(folder):
    """Told like any other file that cannot be read, so that the others still run."""
    gone, there = collect(["gone.scenario.yaml", A])
    assert isinstance(gone, BrokenCase)
    assert [problem.message for problem in gone.problems] == ["there is no such file"]
    assert there.id == A


def test_a_file_that_cannot_be_decoded_is_a_broken_case(folder):
    """With what can be shown of it."""
    folder.joinpath("latin.scenario.yaml").write_bytes("scenario: Prüfung\n".encode("latin-1"))
    (case,) = collect(["latin.scenario.yaml"])
    assert isinstance(case, BrokenCase)
    assert case.source == "scenario: Pr\ufffdfung\n"


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"keyword": "approve"}, [A]),
        ({"keyword": "not approve"}, [B, C]),
        ({"keyword": "chat or approve"}, [A, C]),
        ({"keyword": "scenario and not (chat or approve)"}, [B]),
        ({"keyword": '"no::thing"'}, [B]),
        ({"keyword": "er/c"}, [C]),
        ({"tags": "hitl"}, [A, B]),
        ({"tags": "hitl and not slow"}, [A]),
        ({"tags": "hit"}, []),
        ({"tags": "not hitl"}, [C]),
        ({"tags": "hitl", "keyword": "reject"}, [B]),
    ],
)
def test_words_and_tags(folder, options, found):
    """A word is part of a name whatever its case; a tag is a whole one."""
    paths = ["a.scenario.yaml", "b.scenario.yml", "deep/er"]
    assert told(select(paths, Options(**options))) == found


@pytest.mark.parametrize(
    "text", ["", " ", "and", "a and", "or b", "not", "(a", "a)", "a b", "()", "a not b",
             "(" * 60 + "a" + ")" * 60, "not " * 60 + "a"],
)  # fmt: skip
def test_an_expression_that_cannot_be_read(text):
    """Is told, never guessed, however deep."""
    with pytest.raises(UsageFault) as caught:
        parse(text)
    assert caught.value.message == f'the expression "{text}" cannot be read'
    assert caught.value.hint == 'write words with and, or, not and brackets: "hitl and not slow"'


def test_a_quote_that_does_not_end():
    """Is told as such."""
    with pytest.raises(UsageFault, match="has a quote that does not end"):
        parse('a and "b')


def test_words_in_quotes_are_words():
    """Also those that mean something else without."""
    expression = parse('"and" or "not"')
    assert tags_match(expression, ("and",))
    assert not tags_match(expression, ("a",))
    assert name_matches(parse('"two words"'), "These are TWO Words")


WORDS = ("a", "b", "c")
EXPRESSIONS = st.recursive(
    st.sampled_from(WORDS),
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner),
    ),
    max_leaves=8,
)


@given(EXPRESSIONS)
def test_expressions_mean_what_python_means(tree):
    """Written with brackets everywhere, for every combination of tags."""
    text = _written(tree)
    expression = parse(text)
    for held in itertools.product([False, True], repeat=len(WORDS)):
        values = dict(zip(WORDS, held, strict=True))
        tags = tuple(word for word in WORDS if values[word])
        assert tags_match(expression, tags) == eval(text, {}, values)


@given(st.lists(st.sampled_from(["a", "b", "c", "and", "or", "not", "(", ")"]), max_size=9))
def test_precedence_is_pythons_too(words):
    """What Python cannot read is refused, and what it can means the same."""
    text = " ".join(words)
    if _is_expression(text):
        wanted = eval(text, {}, {"a": True, "b": False, "c": True})
        assert tags_match(parse(text), ("a", "c")) == wanted
    else:
        with pytest.raises(UsageFault):
            parse(text)


def _is_expression(text):
    """Whether Python reads it, as names, `and`, `or` and `not` alone."""
    try:
        nodes = ast.walk(ast.parse(text, mode="eval"))
    except SyntaxError:
        return False
    known = (ast.Expression, ast.BoolOp, ast.boolop, ast.UnaryOp, ast.Not, ast.Name, ast.Load)
    return all(isinstance(node, known) for node in nodes)


def _written(tree):
    match tree:
        case str():
            return tree
        case ("not", inner):
            return f"(not {_written(inner)})"
        case (left, word, right):
            return f"({_written(left)} {word} {_written(right)})"


def test_the_command_that_runs_it_again_is_quoted_for_a_shell():
    """What a name may hold does not run anything."""
    assert rerun_command("a.scenario.yaml", "It's; rm -rf /", "main") == (
        "scenario-runner run 'a.scenario.yaml::It'\"'\"'s; rm -rf /::main'"
    )
    assert rerun_command("a.scenario.yaml") == "scenario-runner run a.scenario.yaml"
