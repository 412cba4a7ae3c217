"""Stand-ins for functions: every kind of function, wherever the application holds it."""

import asyncio
import inspect

import pytest
from patching import imported, in_a_loop, patched

from scenario_runner.graphs.errors import GraphLoadError, InlineFault

LIB = """
    import contextlib
    import functools

    def plain(order, /, what="all", *rest, loud=False, **more):
        '''Gives an order.'''
        return ("real", order)

    async def waits(order):
        return ("real", order)

    def items(order):
        yield "real"

    async def aitems(order):
        yield "real"

    def logged(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return function(*args, **kwargs)
        return wrapper

    @logged
    def wrapped(order, loud=False):
        return ("real", order)

    @logged
    async def wrapped_waits(order):
        return ("real", order)

    @contextlib.contextmanager
    def opened(url):
        yield "real"

    @contextlib.asynccontextmanager
    async def aopened(url):
        yield "real"

    def fact(n):
        return 1 if n < 2 else n * fact(n - 1)

    def maker(base):
        def made(order):
            return base + order
        return made

    closure = maker(10)

    class Base:
        def method(self, order):
            return ("real", order)

        def other(self):
            return self.method(1)

        @staticmethod
        def static(order):
            return ("real", order)

        @classmethod
        def of_class(cls, order):
            return ("real", cls.__name__, order)

        @property
        def url(self):
            return "real"

    class Client(Base):
        def method(self, order):
            return ("sub", *super().method(order))

    class Other(Base):
        pass

    class Lookup:
        def __call__(self, order):
            return ("real", order)

    client, spare, lookup, spare_lookup = Client(), Client(), Lookup(), Lookup()
"""

USE = """
    import functools
    import lib
    from lib import client, lookup, plain, waits

    held = {"list": [plain], "dict": {"of": plain}}
    partial = functools.partial(plain, 7)
    method = client.method

    def by_default(call=plain):
        return call(7)

    def closing():
        inner = plain
        return lambda: inner(7)

    closed = closing()

    class Desk:
        call = staticmethod(plain)

        def __init__(self):
            self.own = plain

    desk = Desk()

    def every():
        return [
            plain(7), lib.plain(7), held["list"][0](7), held["dict"]["of"](7), partial(),
            by_default(), closed(), desk.call(7), desk.own(7),
        ]
"""


@pytest.fixture
def lib(project):
    project.write("lib.py", LIB)
    project.write("use.py", USE)
    with imported(project, "lib") as module:
        yield module


@pytest.fixture
def use(project, lib):
    with imported(project, "use") as module:
        yield module


async def everything(source):
    return [item async for item in source]


@in_a_loop
async def test_a_function_is_reached_by_all_who_hold_it(project, use):
    """Imported by name, in lists and mappings, closures, defaults, partials, attributes."""
    async with patched(project, {"lib:plain": {"returns": {"id": 7}}}) as ledger:
        assert use.every() == [{"id": 7}] * 9
        assert len(ledger.calls()["lib:plain"]) == 9
    assert use.every() == [("real", 7)] * 9


@in_a_loop
async def test_each_call_gets_a_value_of_its_own(project, lib):
    """What one call does to its result is not seen by the next."""
    async with patched(project, {"lib:plain": {"returns": {"items": []}}}):
        lib.plain(1)["items"].append("x")
        assert lib.plain(1) == {"items": []}


@in_a_loop
async def test_every_kind_of_function_stays_of_its_kind(project, lib):
    """Async ones are awaited, generators yield the items of a list."""
    written = {
        "lib:waits": {"returns": 1},
        "lib:items": {"returns": [1, 2]},
        "lib:aitems": {"returns": [3]},
        "lib:wrapped": {"returns": 4},
        "lib:wrapped_waits": {"returns": 5},
        "lib:opened": {"returns": 6},
        "lib:aopened": {"returns": 7},
        "lib:closure": {"returns": 8},
    }
    kinds = [inspect.signature(lib.plain), inspect.iscoroutinefunction(lib.waits)]
    async with patched(project, written) as ledger:
        assert (await lib.waits(1), list(lib.items(1)), await everything(lib.aitems(1))) == (
            1, [1, 2], [3],
        )  # fmt: skip
        assert (lib.wrapped(1), await lib.wrapped_waits(1), lib.closure(1)) == (4, 5, 8)
        with lib.opened("u") as plain:
            async with lib.aopened("u") as later:
                assert (plain, later) == (6, 7)
        assert inspect.isgeneratorfunction(lib.items)
        assert inspect.isasyncgenfunction(lib.aitems)
        assert [inspect.signature(lib.plain), inspect.iscoroutinefunction(lib.waits)] == kinds
        assert ledger.calls()["lib:wrapped"] == ({"order": 1, "loud": False},)
    assert (await lib.waits(1), list(lib.items(1)), lib.closure(1)) == (("real", 1), ["real"], 11)


@in_a_loop
async def test_python_checks_the_arguments_as_before(project, lib):
    """Signature, defaults, name and documentation are the function's own."""
    signature = inspect.signature(lib.plain)
    async with patched(project, {"lib:plain": {"returns": 1}}) as ledger:
        with pytest.raises(TypeError, match="missing 1 required positional argument: 'order'"):
            lib.plain()
        lib.plain(1, "some", 2, 3, loud=True, extra="x")
        lib.plain(2)
        assert (lib.plain.__name__, lib.plain.__doc__) == ("plain", "Gives an order.")
        assert inspect.signature(lib.plain) == signature
        assert ledger.calls()["lib:plain"] == (
            {"order": 1, "what": "some", "rest": [2, 3], "loud": True, "extra": "x"},
            {"order": 2, "what": "all", "loud": False},
        )


@in_a_loop
async def test_methods_are_meant_for_a_class_or_for_one_object(project, use, lib):
    """Other objects keep theirs, and a method that was bound before is reached."""
    async with patched(project, {"lib:client.method": {"returns": 1}}) as ledger:
        assert (lib.client.method(5), use.method(6), lib.spare.method(7)) == (
            1, 1, ("sub", "real", 7),
        )  # fmt: skip
        assert lib.client.other() == 1
        assert ledger.calls() == {"lib:client.method": ({"order": 5}, {"order": 6}, {"order": 1})}
    async with patched(project, {"lib:Base.method": {"returns": 2}}):
        assert (lib.Other().method(1), lib.Base().method(1)) == (2, 2)
    async with patched(project, {"lib:Other.method": {"returns": 3}}):
        assert (lib.Other().method(1), lib.Base().method(1)) == (3, ("real", 1))
    assert (use.method(6), lib.Other().method(1)) == (("sub", "real", 6), ("real", 1))


@in_a_loop
async def test_one_object_goes_before_its_class(project, lib):
    """In whatever order they are written; and a class before those it inherits from."""
    written = {
        "lib:spare.method": {"returns": "object"},
        "lib:Client.method": {"returns": "class"},
        "lib:Other.method": {"returns": "sub"},
        "lib:Base.method": {"returns": "base"},
    }
    for order in (written, dict(reversed(written.items()))):
        async with patched(project, order):
            given = [one.method(1) for one in (lib.spare, lib.client, lib.Other(), lib.Base())]
            assert given == ["object", "class", "sub", "base"]


@in_a_loop
async def test_static_methods_class_methods_and_properties(project, lib):
    """Of the class that defines them, or of one object."""
    written = {
        "lib:Base.static": {"returns": 1},
        "lib:Client.of_class": {"returns": 2},
        "lib:client.url": {"returns": "http://x"},
    }
    async with patched(project, written) as ledger:
        assert (lib.Base.static(1), lib.client.static(1)) == (1, 1)
        assert (lib.Client.of_class(1), lib.Other.of_class(1)) == (2, ("real", "Other", 1))
        assert (lib.client.url, lib.spare.url) == ("http://x", "real")
        assert ledger.calls()["lib:Client.of_class"] == ({"order": 1},)
    assert (lib.Base.static(1), lib.client.url) == (("real", 1), "real")


@in_a_loop
async def test_an_object_that_is_called(project, use, lib):
    """For the object named, not for others of its class."""
    async with patched(project, {"lib:lookup": {"returns": 1}}) as ledger:
        assert (lib.lookup(4), use.lookup(5), lib.spare_lookup(6)) == (1, 1, ("real", 6))
        assert ledger.calls() == {"lib:lookup": ({"order": 4}, {"order": 5})}


@in_a_loop
async def test_replies_in_turn_end_with_an_error_that_names_the_call(project, lib):
    """Also where what was called swallows it: the ledger keeps it."""
    replies = [{"returns": 1}, {"raises": {"type": "TimeoutError", "message": "slow"}}]
    async with patched(project, {"lib:plain": replies}) as ledger:
        assert lib.plain(1) == 1
        with pytest.raises(TimeoutError, match="slow"):
            lib.plain(2)
        with pytest.raises(InlineFault) as fault:
            lib.plain(3)
        assert fault.value.message == (
            "lib:plain is called for the 3rd time, outside of any node, but its patch has 2 replies"
        )
        assert ledger.fault is fault.value


@in_a_loop
async def test_a_generator_wants_a_list(project, lib):
    """Anything else cannot be yielded."""
    async with patched(project, {"lib:items": {"returns": 1}}):
        with pytest.raises(InlineFault, match="what it returns must be a list"):
            list(lib.items(1))


@in_a_loop
async def test_another_function_answers_and_may_call_the_real_one(project, lib):
    """Naming the target itself counts its calls and changes nothing."""
    project.write(
        "fakes.py",
        """
        import lib

        def plain(order, *args, **kwargs):
            return ["fake", lib.plain(order)]

        async def waits(order):
            return ["fake", await lib.waits(order)]

        def items(order):
            yield from ["fake", *lib.items(order)]

        def method(self, order):
            return [type(self).__name__, self.method(order)]
        """,
    )
    written = {
        "lib:plain": {"call": "fakes:plain"},
        "lib:waits": {"call": "fakes:waits"},
        "lib:items": {"call": "fakes:items"},
        "lib:aitems": {"call": "lib:aitems"},
        "lib:Base.method": {"call": "fakes:method"},
        "lib:fact": {"call": "lib:fact"},
    }
    async with patched(project, written) as ledger:
        assert lib.plain(1) == ["fake", ("real", 1)]
        assert await lib.waits(1) == ["fake", ("real", 1)]
        assert (list(lib.items(1)), await everything(lib.aitems(1))) == (["fake", "real"], ["real"])
        assert lib.Other().method(1) == ["Other", ("real", 1)]
        assert lib.fact(5) == 120
        assert {target: len(made) for target, made in ledger.calls().items()} == dict.fromkeys(
            written, 1
        )


@in_a_loop
async def test_worlds_may_close_in_any_order(project, lib):
    """The last to open is asked first; what each brought it takes back."""
    one = patched(project, {"lib:plain": {"returns": 1}})
    two = patched(project, {"lib:plain": {"returns": 2}})
    await one.__aenter__()
    await two.__aenter__()
    assert lib.plain(0) == 2
    await one.__aexit__(None, None, None)
    assert lib.plain(0) == 2
    await two.__aexit__(None, None, None)
    assert lib.plain(0) == ("real", 0)


@in_a_loop
async def test_what_was_in_place_is_taken_back_when_a_later_patch_fails(project, lib):
    """Nothing is left behind by half of it."""
    with pytest.raises(GraphLoadError):
        async with patched(project, {"lib:plain": {"returns": 1}, "lib:missing": {"returns": 1}}):
            pass
    with pytest.raises(GraphLoadError):
        async with patched(project, {"lib:plain": {"returns": 1}, "lib:client": {"returns": 1}}):
            pass
    assert lib.plain(0) == ("real", 0)


@in_a_loop
async def test_a_function_in_a_file_is_the_one_that_others_import(project, use):
    """By its path, it is loaded under the name its importers use."""
    async with patched(project, {"lib.py:plain": {"returns": 1}}) as ledger:
        assert use.every() == [1] * 9
        assert list(ledger.calls()) == ["lib.py:plain"]


@pytest.mark.parametrize(
    ("target", "stand_in", "message", "hint"),
    [
        ("lib:plian", {"returns": 1}, 'nothing to patch: lib has no "plian"',
         'did you mean "plain"?'),
        ("lib:Client.metod", {"returns": 1}, 'nothing to patch: Client in lib has no "metod"',
         'did you mean "method"?'),
        ("libb:plain", {"returns": 1}, 'there is no module "libb"', 'did you mean "lib"?'),
        ("lib:client", {"returns": 1}, "lib:client is a Client, which is not called",
         "put another object in its place with value, or patch one of its methods"),
        ("lib:Client.static", {"returns": 1},
         "lib:Client.static is a static method that the class inherits",
         "patch it where it is defined: Base.static"),
        ("lib:plain", {"raises": {"type": "KeyboardInterrupt"}},
         '"KeyboardInterrupt" is not an exception that a node can raise',
         "name one of Python's own, as ValueError, or a class as shop.errors:Refused"),
        ("lib:plain", {"call": "lib:nothing"}, 'lib has no "nothing"', None),
        ("lib:plain", {"returns": {"$python": "lib:nothing"}}, 'lib has no "nothing"', None),
    ],
)  # fmt: skip
@in_a_loop
async def test_what_cannot_be_patched_is_told(project, lib, target, stand_in, message, hint):
    """With the place of the patch, and what was looked at."""
    with pytest.raises(GraphLoadError) as error:
        async with patched(project, {target: stand_in}):
            pass
    assert error.value.message == message
    assert hint is None or error.value.hint == hint
    assert error.value.place is not None


@in_a_loop
async def test_one_thing_under_two_names_is_patched_once(project, use):
    """Two stand-ins would both be meant."""
    with pytest.raises(GraphLoadError) as error:
        async with patched(project, {"lib:plain": {"returns": 1}, "use:plain": {"returns": 2}}):
            pass
    assert error.value.message == "use:plain and lib:plain are the same thing, patched twice"


@in_a_loop
async def test_parallel_calls_are_all_counted(project, lib):
    """From several threads at once; each takes a turn of its own."""
    replies = [{"returns": number} for number in range(50)]
    async with patched(project, {"lib:plain": replies}) as ledger:
        given = await asyncio.gather(*(asyncio.to_thread(lib.plain, n) for n in range(50)))
        assert sorted(given) == list(range(50))
        assert sorted(call["order"] for call in ledger.calls()["lib:plain"]) == list(range(50))
