"""Another object in the place of constants, clients, classes and functions in C."""

import json

import pytest
from patching import imported, in_a_loop, patched

from scenario_runner.graphs.errors import GraphLoadError

CONF = """
    import collections
    import dataclasses
    import enum
    import functools
    import json
    import math
    from time import time

    LIMIT = 100
    URL = "http://real"
    NOTHING = None
    TABLE = {"a": 1}
    NAMES = ["a", "b"]
    ROOT = math.sqrt

    class Color(enum.Enum):
        RED = 1

    COLOR = Color.RED

    class Client:
        retries = 3

        def __init__(self, url="real"):
            self.url = url

        def get(self, path):
            return (self.url, path)

        @classmethod
        def made(cls):
            return cls("made")

    @dataclasses.dataclass(frozen=True)
    class Settings:
        key: str = "real"

    class Slim:
        __slots__ = ("held",)

    client = Client()
    settings = Settings()
    slim = Slim()
    slim.held = client
    dumps = json.dumps

    @functools.lru_cache
    def cached(order):
        return ("real", order)

    double = functools.partial(pow, 2)

    async def waits(order, what):
        return ("real", order, what)

    later = functools.partial(waits, 1)
"""

USE = """
    import functools
    import conf
    from conf import (
        LIMIT, LIMIT as MOST, NAMES, NOTHING, ROOT, TABLE, URL, Client, cached, client, double,
        dumps, time,
    )

    OTHER_LIMIT = 100
    get = client.get
    pair = (client, 1)
    held = {"list": [client], "set": {client}, "method": client.get}
    partial = functools.partial(client.get, "/p")

    def by_default(given=client, *, named=client):
        return (given.url, named.url)

    def closing():
        inner = client
        return lambda: inner.url

    closed = closing()

    class Desk:
        shared = client

        def __init__(self):
            self.own = client

    desk = Desk()

    def urls():
        (one,) = held["set"]
        return [
            client.url, conf.client.url, get("/")[0], pair[0].url, held["list"][0].url, one.url,
            held["method"]("/")[0], *by_default(), closed(), desk.shared.url, desk.own.url,
            conf.slim.held.url, partial()[0],
        ]
"""


@pytest.fixture
def conf(project):
    project.write("conf.py", CONF)
    project.write("use.py", USE)
    with imported(project, "conf") as module:
        yield module


@pytest.fixture
def use(project, conf):
    with imported(project, "use") as module:
        yield module


@in_a_loop
async def test_a_client_is_replaced_wherever_it_is_held(project, conf, use):
    """In modules, tuples, lists, sets, bound methods, partials, defaults, closures, attributes."""
    project.write("fakes.py", "import conf\nfake = conf.Client('fake')\nkept = [fake]\n")
    assert use.urls() == ["real"] * 14
    before = use.pair
    async with patched(project, {"conf:client": {"value": {"$python": "fakes:fake"}}}):
        assert use.urls() == ["fake"] * 14
        use.late = conf.client
    assert use.urls() == ["real"] * 14
    assert (use.late.url, use.pair) == ("real", before)
    with imported(project, "fakes") as fakes:
        assert (fakes.fake.url, fakes.kept[0].url) == ("fake", "fake")


@in_a_loop
async def test_constants_are_replaced_where_they_are_imported_by_name(project, conf, use):
    """A number has no mark but the import: an equal one of another name stays."""
    written = {
        "conf:LIMIT": {"value": 3},
        "conf:URL": {"value": "http://fake"},
        "conf:NOTHING": {"value": {"now": "some"}},
        "conf:TABLE": {"value": {"b": 2}},
        "conf:NAMES": {"value": None},
        "conf:COLOR": {"value": "blue"},
    }
    async with patched(project, written):
        assert (conf.LIMIT, use.LIMIT, use.MOST, use.OTHER_LIMIT) == (3, 3, 3, 100)
        assert (conf.URL, use.URL, conf.NOTHING, use.NOTHING) == (
            "http://fake", "http://fake", {"now": "some"}, {"now": "some"},
        )  # fmt: skip
        assert (conf.TABLE, use.TABLE, conf.NAMES, use.NAMES) == ({"b": 2}, {"b": 2}, None, None)
        assert (conf.COLOR, conf.Color.RED.value) == ("blue", 1)
    assert (conf.LIMIT, use.LIMIT, use.MOST, use.URL) == (100, 100, 100, "http://real")
    assert (use.NOTHING, use.TABLE, use.NAMES, conf.COLOR) == (
        None, {"a": 1}, ["a", "b"], conf.Color.RED,
    )  # fmt: skip


@in_a_loop
async def test_a_module_imported_meanwhile_keeps_nothing_of_it(project, conf):
    """What it took by name is taken back."""
    project.write("late.py", "from conf import LIMIT, TABLE, client\n")
    written = {
        "conf:LIMIT": {"value": 3},
        "conf:TABLE": {"value": {"b": 2}},
        "conf:client": {"value": None},
    }
    async with patched(project, written):
        with imported(project, "late") as late:
            assert (late.LIMIT, late.TABLE, late.client) == (3, {"b": 2}, None)
    with imported(project, "late") as late:
        assert (late.LIMIT, late.TABLE) == (100, {"a": 1})
        assert late.client is conf.client


@in_a_loop
async def test_attributes_of_classes_and_objects(project, conf):
    """Frozen ones too; what was inherited is inherited again."""
    written = {
        "conf:Client.retries": {"value": 0},
        "conf:client.url": {"value": "fake"},
        "conf:settings.key": {"value": "k"},
        "conf:slim.held": {"value": 5},
    }
    async with patched(project, written):
        assert (conf.Client.retries, conf.client.retries, conf.client.url) == (0, 0, "fake")
        assert (conf.settings.key, conf.slim.held) == ("k", 5)
    assert (conf.Client.retries, conf.client.url) == (3, "real")
    assert (conf.settings.key, conf.slim.held is conf.client) == ("real", True)
    async with patched(project, {"conf:client.retries": {"value": 9}}):
        assert (conf.client.retries, conf.Client.retries) == (9, 3)
    assert ("retries" in vars(conf.client), conf.client.retries) == (False, 3)


@in_a_loop
async def test_functions_in_c_are_replaced_in_the_project_alone(project, conf, use):
    """Python and its libraries keep theirs."""
    import math
    import time

    written = {"conf:time": {"returns": 5}, "conf:ROOT": {"returns": 1}}
    async with patched(project, written) as ledger:
        assert (conf.time(), use.time(), use.ROOT(9), math.sqrt(9)) == (5, 5, 1, 3.0)
        assert time.time() > 5
        assert ledger.calls()["conf:ROOT"] == ({"x": 9},)
    assert (use.ROOT(9), use.time is time.time) == (3.0, True)


@in_a_loop
async def test_caches_and_partials_are_seen_through(project, conf, use):
    """A cached function answers nothing that it remembered, and remembers nothing of it."""
    assert conf.cached(1) == ("real", 1)
    written = {
        "conf:cached": {"returns": 5},
        "conf:double": {"returns": 6},
        "conf:later": {"returns": 7},
    }
    async with patched(project, written) as ledger:
        assert (conf.cached(1), use.cached(2), use.double(3)) == (5, 5, 6)
        assert conf.cached.cache_info().currsize == 1
        assert await conf.later("x") == 7
        assert ledger.calls()["conf:later"] == ({"what": "x"},)
        assert ledger.calls()["conf:cached"] == ({"order": 1}, {"order": 2})
    assert (use.cached(1), use.cached(2), use.double(3)) == (("real", 1), ("real", 2), 8)


@in_a_loop
async def test_cached_methods_and_properties(project):
    """A property is not asked while it is patched."""
    project.write(
        "cached.py",
        """
        import functools

        class Client:
            @functools.lru_cache
            def get(self, order):
                return "real"

            @property
            def fresh(self):
                raise RuntimeError("asked")

            @functools.cached_property
            def once(self):
                raise RuntimeError("asked")

        client, spare = Client(), Client()
        """,
    )
    written = {
        "cached:Client.get": {"returns": 1},
        "cached:client.fresh": {"returns": 2},
        "cached:client.once": {"returns": 3},
    }
    with imported(project, "cached") as cached:
        async with patched(project, written) as ledger:
            assert (cached.client.get(7), cached.spare.get(order=8)) == (1, 1)
            assert ledger.calls()["cached:Client.get"] == ({"order": 7}, {"order": 8})
            assert (cached.client.fresh, cached.client.once) == (2, 3)
            with pytest.raises(RuntimeError):
                _ = cached.spare.fresh
        assert cached.client.get(7) == "real"


@in_a_loop
async def test_a_function_may_be_replaced_as_an_object(project, conf, use):
    """Then whoever holds it is given the other one."""
    project.write("fakes.py", "def plain(order):\n    return ['fake', order]\n")
    project.write("held.py", "def plain(order):\n    return 'real'\n\n\nheld = [plain]\n")
    with imported(project, "held") as held:
        real = held.plain
        written = {"held:plain": {"value": {"$python": "fakes:plain"}}}
        async with patched(project, written):
            assert (held.plain(1), held.held[0](2)) == (["fake", 1], ["fake", 2])
        assert (held.plain, held.held[0]) == (real, real)


@in_a_loop
async def test_frameworks_get_what_they_need_of_python(project):
    """LangChain's own calls are not answered; the project's are."""
    import uuid

    from langchain_core.runnables import RunnableLambda

    project.write("ids.py", "import uuid\n\n\ndef made():\n    return uuid.uuid4()\n")
    with imported(project, "ids") as ids:
        async with patched(project, {"uuid:uuid4": {"returns": "one"}}) as ledger:
            assert (ids.made(), uuid.uuid4()) == ("one", "one")
            assert RunnableLambda(lambda given: ids.made()).invoke(1) == "one"
            assert len(ledger.calls()["uuid:uuid4"]) == 3
        assert ids.made() != "one"


@in_a_loop
async def test_a_class_gives_something_else_and_is_still_a_class(project, conf, use):
    """To `isinstance`, to those who inherit from it, and with its other attributes."""
    real = conf.Client
    project.write("fakes.py", "import conf\n\ndef client(url):\n    return conf.Client('fake')\n")
    async with patched(project, {"conf:Client": {"call": "fakes:client"}}) as ledger:
        assert (use.Client("u").url, use.Client.made().url) == ("fake", "made")
        assert isinstance(use.client, use.Client)
        assert type("Sub", use.Client.__mro_entries__(()), {}).__mro__[1] is real
        assert ledger.calls() == {"conf:Client": ({"url": "u"},)}
    assert (conf.Client, use.Client) == (real, real)


@in_a_loop
async def test_a_library_can_be_patched_for_the_project(project, conf, use):
    """A function of Python's own library is a function like any other."""
    async with patched(project, {"json:dumps": {"returns": "{}"}}) as ledger:
        assert (conf.dumps([1]), use.dumps([2]), json.dumps([3])) == ("{}", "{}", "{}")
        assert len(ledger.calls()["json:dumps"]) == 3
    assert conf.dumps([1]) == "[1]"


@in_a_loop
async def test_templates_and_objects_in_values(project, conf):
    """Rendered once, built for each."""
    written = {
        "conf:LIMIT": {"value": "{{ most }}"},
        "conf:cached": {"returns": [{"$human": "Hi {{ user }}"}]},
    }
    async with patched(project, written, scope={"most": 9, "user": "Ada"}):
        assert conf.LIMIT == 9
        assert conf.cached(1)[0].content == "Hi Ada"
    with pytest.raises(GraphLoadError) as error:
        async with patched(project, {"conf:LIMIT": {"value": "{{ 1 / 0 }}"}}):
            pass
    assert error.value.place is not None


@in_a_loop
async def test_an_attribute_that_cannot_be_set(project, conf):
    """Python's own refusal, with what to do."""
    with pytest.raises(GraphLoadError) as error:
        async with patched(project, {"math:pi.real": {"value": 1}}):
            pass
    assert error.value.message.startswith("math:pi.real cannot be replaced: ")
