"""`network: none`: no other machine is reached, this one is."""

import asyncio
import socket

import pytest

from scenario_runner.graphs.network import NetworkClosed, is_local, no_network

ELSEWHERE = "192.0.2.1"  # RFC 5737: no machine has it


@pytest.mark.parametrize(
    "ask",
    [
        lambda: socket.create_connection((ELSEWHERE, 80), timeout=1),
        lambda: socket.socket().connect((ELSEWHERE, 80)),
        lambda: socket.socket().connect_ex((ELSEWHERE, 80)),
        lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", (ELSEWHERE, 80)),
        lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", 0, (ELSEWHERE, 80)),
        lambda: socket.socket(type=socket.SOCK_DGRAM).sendmsg([b"x"], [], 0, (ELSEWHERE, 80)),
        lambda: socket.socket(socket.AF_INET6).connect(("2001:db8::1", 80)),
        lambda: socket.getaddrinfo("example.invalid", 80),
        lambda: socket.getaddrinfo(b"example.invalid", 80),
        lambda: socket.gethostbyname("example.invalid"),
        lambda: asyncio.run(asyncio.open_connection("example.invalid", 80)),
        lambda: asyncio.run(asyncio.open_connection(ELSEWHERE, 80)),
    ],
)
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
def test_other_machines_are_not_reached(ask):
    """By name or address, blocking or not, with a connection or without."""
    with no_network(), pytest.raises(NetworkClosed, match="network: none"):
        ask()


def test_it_says_who_was_asked_for():
    """Host and port, as far as they are known."""
    with no_network():
        with pytest.raises(NetworkClosed, match=r"^example.invalid:443 was not reached"):
            socket.getaddrinfo("example.invalid", 443)
        with pytest.raises(NetworkClosed, match=r"^example.invalid was not reached"):
            socket.gethostbyname("example.invalid")


def test_this_machine_is_reached():
    """Over TCP, UDP, a socket pair and asyncio."""

    async def echoed(port):
        _, writer = await asyncio.open_connection("localhost", port)
        writer.close()
        await writer.wait_closed()

    with no_network(), socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        socket.create_connection(("127.0.0.1", port)).close()
        asyncio.run(echoed(port))
        with socket.socket(type=socket.SOCK_DGRAM) as speaker:
            assert speaker.sendto(b"x", ("127.0.0.1", port)) == 1
        one, other = socket.socketpair()
        with one, other:
            one.sendall(b"x")
            assert other.recv(1) == b"x"


def test_it_is_undone():
    """Also where what ran in it raises."""
    before = {name: getattr(socket.socket, name) for name in ("connect", "sendto")}
    looked_up = socket.getaddrinfo
    with pytest.raises(ZeroDivisionError), no_network():
        raise ZeroDivisionError
    assert {name: getattr(socket.socket, name) for name in before} == before
    assert socket.getaddrinfo is looked_up


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("::1%lo", True),
        ("localhost", True), ("LOCALHOST.", True), ("a.localhost", True), ("", True),
        (None, True), ("0.0.0.0", True), ("10.0.0.1", False), ("localhost.evil.example", False),
        ("notlocalhost", False), ("2001:db8::1", False), ("127.0.0.1.example", False),
    ],
)  # fmt: skip
def test_what_is_this_machine(host, local):
    """Loopback by name or address; nothing that only begins like it."""
    assert is_local(host) is local
