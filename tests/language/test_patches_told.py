"""Patches from a file to values, with those of folders and included files."""

import pickle

import pytest

from scenario_runner.language.load import load
from scenario_runner.language.patch import (
    Always,
    CallsInstead,
    Instead,
    InTurn,
    NotPatched,
    PatchTarget,
    Raises,
    Returns,
    laid_over,
)

DEFAULTS = "defaults.scenario-runner.yaml"
STEPS = "steps: [{id: one, invoke: null}]\n"


@pytest.fixture
def told(tmp_path, monkeypatch):
    """The scenario `a/x.scenario.yaml` of a project with these files."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").mkdir()
    (tmp_path / "shared").mkdir()
    for name in ("pyproject.toml", "tools.py", "a/g.py", "shared/tools.py", "shared/fakes.py"):
        (tmp_path / name).write_text("")

    def loaded(own, **files):
        folders = {"root": DEFAULTS, "shared": "shared/patches.yaml"}
        for name, text in files.items():
            (tmp_path / folders[name]).write_text(text)
        (tmp_path / "a/x.scenario.yaml").write_text(f"scenario: s\ngraph: g.py:g\n{own}")
        return load("a/x.scenario.yaml")

    return loaded


def written(branch):
    return {patch.target.written: type(patch.stand_in).__name__ for patch in branch.patches}


def test_each_kind_of_stand_in(told, tmp_path):
    """Values keep their places and templates; files are absolute."""
    scenario = told("""\
variables: {user: Ada}
patches:
  shop.tools:Client.send: {returns: "{{ user }}"}
  ../tools.py:LIMIT: {value: 3}
  shop.tools:get: [{raises: {type: ValueError}}, {call: "../tools.py:fake"}, {call: shop.fakes:get}]
steps: [{invoke: null}]
""")
    send, limit, get = scenario.branches[0].patches
    tools = str(tmp_path / "tools.py")
    assert send.target == PatchTarget(
        written="shop.tools:Client.send", module="shop.tools", attribute="Client.send"
    )
    assert isinstance(send.stand_in, Always)
    assert isinstance(send.stand_in.reply, Returns)
    assert send.stand_in.reply.value.data == "{{ user }}"
    assert (send.place.line, send.place.column, send.owner, send.key) == (
        5, 3, "main", "patch:main:shop.tools:Client.send",
    )  # fmt: skip
    assert (limit.target.module, limit.target.attribute) == (tools, "LIMIT")
    assert isinstance(limit.stand_in, Instead)
    assert isinstance(get.stand_in, InTurn)
    raises, fake, real = get.stand_in.replies
    assert isinstance(raises, Raises)
    assert (raises.type, raises.message) == ("ValueError", None)
    assert isinstance(fake, CallsInstead)
    assert isinstance(real, CallsInstead)
    assert (fake.function.module, real.function.module) == (tools, "shop.fakes")
    assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_folders_say_what_is_patched_entry_by_entry(told, tmp_path):
    """Files in targets are those of the file that writes them; null takes out."""
    scenario = told(
        "patches: {shop.tools:get: {returns: own}, shop.tools:gone: null}\n" + STEPS,
        root="""\
patches:
  tools.py:send: {call: "shared/fakes.py:send"}
  shop.tools:get: [{returns: far}]
  shop.tools:gone: {returns: 1}
""",
    )
    (main,) = scenario.branches
    assert written(main) == {"../tools.py:send": "Always", "shop.tools:get": "Always"}
    send = main.patches[0]
    assert (send.target.module, send.place.file, send.place.line) == (
        str(tmp_path / "tools.py"), DEFAULTS, 2,
    )  # fmt: skip
    assert send.stand_in.reply.function.module == str(tmp_path / "shared/fakes.py")


def test_patches_of_an_included_file_name_its_own_files(told, tmp_path):
    """So do the calls that are expected of them."""
    scenario = told(
        """\
patches: {$include: ../shared/patches.yaml#/patches}
steps:
  - invoke: null
    expect: {$include: ../shared/patches.yaml#/expect}
branches:
  b: {from: start, patches: {$include: ../shared/patches.yaml#/patches}, steps: [{invoke: null}]}
""",
        shared="""\
patches: {tools.py:get: {call: "fakes.py:get"}}
expect: {calls: {tools.py:get: 1}}
""",
    )
    main, branch = scenario.branches
    assert written(main) == written(branch) == {"../shared/tools.py:get": "Always"}
    assert main.patches[0].target.module == str(tmp_path / "shared/tools.py")
    assert main.patches[0].stand_in.reply.function.module == str(tmp_path / "shared/fakes.py")
    assert main.steps[0].expect[0].value.data == {"../shared/tools.py:get": 1}


def test_a_branch_lays_its_own_over_those_around(told):
    """An entry is replaced whole; one that is taken out is gone. Rows count for themselves."""
    scenario = told(
        "patches: {shop.tools:get: [{returns: 1}], shop.tools:send: {returns: 2}}\n"
        + STEPS
        + """\
branches:
  b:
    from: one
    for_each: [{id: x}, {id: y}]
    patches: {shop.tools:get: {returns: 3}, shop.tools:send: null, shop.tools:new: {value: 4}}
    steps: [{invoke: null}]
"""
    )
    main, first, second = scenario.branches
    assert isinstance(first.patches[1].stand_in, NotPatched)
    merged = laid_over(laid_over((), main.patches), first.patches)
    assert [(patch.target.attribute, patch.key) for patch in merged] == [
        ("get", "patch:b[x]:shop.tools:get"), ("new", "patch:b[x]:shop.tools:new"),
    ]  # fmt: skip
    assert second.patches[0].key == "patch:b[y]:shop.tools:get"
