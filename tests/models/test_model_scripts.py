"""What scripted models say, when, and what is told where they cannot."""

from model_app import contents

HELLO = "steps: [{invoke: {messages: [{role: user, content: Hello}]}}]\n"


def last(case, branch=0):
    return case.branches[branch].steps[-1]


def error(case, branch=0):
    found = last(case, branch).error
    return found.message, found.hint, found.place.line


def test_replies_are_used_in_turn_and_once(play):
    """In the order of the file, from turn to turn."""
    case = play(
        "scenario: s\ngraph: APP.py:chat\nmodels: {APP:llm: [One, Two]}\n"
        "checks: {left_open: ignore}\n"
        "steps:\n  - invoke: {messages: [{role: user, content: Hello}]}\n  - resume: More\n"
    )
    assert case.outcome == "passed"
    assert contents(last(case)) == ["Hello", "One", "More", "Two"]


def test_selectors_are_used_as_often_as_they_fit(play):
    """The first that fits; all of an entry's selectors must; texts are compared whole."""
    case = play(
        "scenario: s\ngraph: APP.py:chat\nchecks: {left_open: ignore}\nvariables: {rain: rain}\n"
        "models:\n  APP:llm:\n"
        "    - {when: Hello, system: {$contains: x}, reply: wrong}\n"
        "    - {node: human, reply: wrong}\n"
        "    - {when: {$contains: '{{ rain }}'}, node: agent,\n"
        "       reply: 'Rain, {{ messages[-1].content }}'}\n"
        "    - {prompt: {$matches: 'Hello\\nHi'}, reply: '{{ prompt | length }} letters'}\n"
        "    - Hi\n"
        "steps:\n  - invoke: {messages: [{role: user, content: Hello}]}\n"
        "  - resume: it rains and rain falls\n  - resume: rain\n  - resume: rain\n  - resume: Bye\n"
    )
    assert contents(last(case))[1::2] == [
        "Hi", "Rain, it rains and rain falls", "Rain, rain", "Rain, rain", "98 letters",
    ]  # fmt: skip
    (finding,) = case.findings
    left = "has 2 replies that no branch used: number 1 (line 7) and number 2 (line 8)"
    assert finding.message == f'the scripted model "{play.name}:llm" {left}'


def test_running_out_is_told(play):
    """Which model, which call, which node, what it was asked, and what there was."""
    case = play("scenario: s\ngraph: APP.py:twice\nmodels:\n  APP:llm: [One]\n" + HELLO)
    assert case.outcome == "error"
    assert error(case) == (
        f'the model {play.name}:llm has no reply to call 2, from the node "two"',
        'it was asked "One"; its one reply is used up',
        4,
    )


def test_no_fallback_retry_or_except_hides_that_it_ran_out(play):
    """They are for providers' errors."""
    for graph in ("fallen", "retried", "swallowed", "asynchronous"):
        case = play(
            f"scenario: s\ngraph: APP.py:{graph}\nmodels:\n"
            "  APP:llm: [{when: nothing, reply: x}]\n  APP:second: [wrong]\n" + HELLO
        )
        assert error(case) == (
            f'the model {play.name}:llm has no reply to call 1, from the node "agent"',
            'it was asked "Hello"; its selector does not fit',
            4,
        )


def test_what_a_script_raises_is_a_providers_error(play):
    """Fallbacks and retries answer it; an uncaught one is the graph's own."""
    raising = "{raises: {type: TimeoutError, message: 'too {{ how }}'}}"
    head = "scenario: s\nvariables: {how: slow}\ngraph: APP.py:"
    fallen = play(f"{head}fallen\nmodels: {{APP:llm: [{raising}], APP:second: [Here]}}\n{HELLO}")
    assert contents(last(fallen)) == ["Hello", "Here"]
    retried = play(f"{head}retried\nmodels: {{APP:llm: [{raising}, {raising}, Here]}}\n{HELLO}")
    assert contents(last(retried)) == ["Hello", "Here"]
    case = play(f"{head}once\nmodels: {{APP:llm: [{raising}]}}\n{HELLO}")
    raised = last(case).observation.raises
    assert (raised.type, raised.message) == ("TimeoutError", "too slow")


def test_branches_go_on_from_where_the_model_stood(play):
    """Also from inside a call, and each with its own count; what a branch says itself begins at
    its first reply, and holds in the branches that leave it."""
    case = play(
        "scenario: s\ngraph: APP.py:chat\nchecks: {left_open: ignore}\n"
        "models: {APP:llm: [One, Two, Three]}\n"
        "steps:\n  - {id: a, invoke: {messages: [{role: user, content: Hello}]}}\n"
        "  - {id: b, resume: more}\n  - {resume: last}\n"
        "branches:\n"
        "  again: {from: a, steps: [{resume: x}, {resume: y}]}\n"
        "  inside: {from: {before: agent}, steps: [{invoke: null}]}\n"
        "  first: {from: {in: a, next: [agent]}, steps: [{invoke: null}]}\n"
        "  own: {from: a, models: {APP:llm: [Uno, Due]}, steps: [{id: uno, resume: x}]}\n"
        "  of-own: {from: own/uno, steps: [{resume: y}]}\n",
        verify=True,
    )
    ends = {branch.name: contents(branch.steps[-1])[1::2] for branch in case.branches}
    assert ends == {
        "main": ["One", "Two", "Three"],
        "again": ["One", "Two", "Three"],
        "inside": ["One", "Two", "Three"],
        "first": ["One"],
        "own": ["One", "Uno"],
        "of-own": ["One", "Uno", "Due"],
    }
    assert [f.message for f in case.findings if f.outcome == "failed"] == []
    assert case.outcome == "passed"


def test_going_back_in_the_thread_goes_on_counting(play):
    """The model of an application does not go back in time with its user."""
    case = play(
        "scenario: s\ngraph: APP.py:chat\nchecks: {left_open: ignore}\n"
        "models: {APP:llm: [One, Two, Three]}\n"
        "steps:\n  - {id: a, invoke: {messages: [{role: user, content: Hello}]}}\n"
        "  - {resume: more}\n  - {resume: other, at: a}\n"
    )
    assert contents(last(case)) == ["Hello", "One", "other", "Three"]


def test_a_reload_goes_on_counting(play):
    """The application starts anew; the conversation does not."""
    case = play(
        "scenario: s\ngraph: {ref: 'APP.py:chat', args: {model: {$model: clerk}}}\n"
        "checks: {left_open: ignore}\nmodels: {clerk: [One, Two]}\n"
        "steps:\n  - {invoke: {messages: [{role: user, content: Hello}]}}\n"
        "  - {reload: true}\n  - {resume: more}\n"
    )
    assert contents(last(case)) == ["Hello", "One", "more", "Two"]


def test_saved_values_and_rows_are_known_to_replies(play):
    """As they stand when the model is asked."""
    case = play(
        "scenario: s\ngraph: APP.py:chat\nchecks: {left_open: ignore}\n"
        "models: {APP:llm: [One]}\n"
        "steps:\n  - id: a\n    invoke: {messages: [{role: user, content: Hello}]}\n"
        "    save: {said: $.last_message.content}\n"
        "branches:\n  each:\n    from: a\n    for_each: [{id: x, answer: yes please}]\n"
        "    models: {APP:llm: ['{{ said }} and {{ answer }}']}\n"
        "    steps: [{resume: '{{ answer }}'}]\n"
    )
    assert contents(last(case, 1))[-1] == "One and yes please"


def test_a_fault_in_a_reply_is_told_at_its_place(play):
    """A template that fails, a matcher that a template breaks, a message that cannot be."""
    for reply, message in (
        ("'{{ messages[7].content }}'", "the list has no item 7"),
        ("{when: '{{ {\"$what\": 1} }}', reply: x}", "unknown matcher $what"),
        ("{tool_calls: '{{ 7 }}'}", "no message can be made of this"),
        ("'{{ prompt | length }}'", "a model says text, not the number 5"),
    ):
        case = play(f"scenario: s\ngraph: APP.py:once\nmodels:\n  APP:llm: [{reply}]\n{HELLO}")
        assert error(case)[::2] == (message, 4)


def test_tool_calls_usage_and_metadata_come_as_from_a_provider(play):
    """Ids are the same in every run and no other call's; tokens are estimated."""
    text = (
        "scenario: s\ngraph: APP.py:twice\nmodels:\n  APP:llm:\n"
        "    - {tool_calls: [{name: a, args: {n: 1}}, {name: a, args: {n: 1}}]}\n"
        "    - {content: x, tool_calls: [{name: a, args: {n: 1}, id: mine}],\n"
        "       usage: {input_tokens: 3, output_tokens: 4}, id: own, name: clerk,\n"
        "       response_metadata: {finish_reason: length}}\n" + HELLO
    )
    case, again = play(text), play(text)
    first, second = last(case).observation.values["messages"][1:]
    ids = [call["id"] for call in (*first["tool_calls"], *second["tool_calls"])]
    assert len(set(ids)) == 3
    assert ids[-1] == "mine"
    assert (second["id"], second["name"]) == ("own", "clerk")
    anew = last(again).observation.values["messages"][1:]
    assert [message["id"] for message in anew] == [first["id"], second["id"]]
    assert [call["id"] for message in anew for call in message["tool_calls"]] == ids


def test_models_that_nobody_asks_are_told_of(play):
    """As loudly as `checks` says, and not where a folder's defaults hold them."""
    head = "scenario: s\ngraph: APP.py:once\nmodels: {APP:llm: [x], APP:second: [y]}\n"
    (finding,) = play(head + HELLO).findings
    assert finding.message == f'the scripted model "{play.name}:second" was never asked'
    assert (finding.outcome, finding.place.line) == ("warned", 3)
    loud = play(head + "checks: {script_left: fail}\n" + HELLO)
    assert (loud.outcome, loud.findings[0].outcome) == ("failed", "failed")
    assert play(head + "checks: {script_left: ignore}\n" + HELLO).findings == ()


def test_defaults_give_models_to_all_scenarios(play, tmp_path):
    """Entry by entry; null takes one away; a file is named from where it is written."""
    (tmp_path / "defaults.scenario-runner.yaml").write_text(
        f"models: {{'{play.name}.py:llm': [Default], '{play.name}:second': [Never]}}\n"
    )
    case = play("scenario: s\ngraph: APP.py:once\n" + HELLO)
    assert (case.outcome, case.findings) == ("passed", ())
    assert contents(last(case)) == ["Hello", "Default"]
    case = play("scenario: s\ngraph: APP.py:once\nmodels: {'APP.py:llm': null}\n" + HELLO)
    assert last(case).observation.raises.message == "the application's own model was asked"
