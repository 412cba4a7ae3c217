"""`network: none`: what runs in this process reaches no other machine.

Sockets of C libraries (gRPC) and of other processes are not seen.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any
from unittest.mock import patch

_BY_ADDRESS = ("connect", "connect_ex", "sendto", "sendmsg")
_BY_NAME = ("getaddrinfo", "gethostbyname", "gethostbyname_ex")


class NetworkClosed(ConnectionError):
    """Somebody asked for another machine, and the scenario has `network: none`."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"{where} was not reached: the scenario has network: none; models, patches or a "
            "cassette can stand in for it, and network: open lets it through"
        )


@contextmanager
def no_network() -> Iterator[None]:
    """Only this machine can be reached: loopback addresses, and sockets of its own."""
    with ExitStack() as patched:
        for name in _BY_ADDRESS:
            if hasattr(socket.socket, name):
                method = _guarded(getattr(socket.socket, name))
                patched.enter_context(patch.object(socket.socket, name, method))
        for name in _BY_NAME:
            patched.enter_context(patch.object(socket, name, _local_only(getattr(socket, name))))
        yield


def _guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method of sockets whose last tuple is the address; it may have none."""

    @wraps(method)
    def guarded(self: socket.socket, *given: Any) -> Any:
        address = next((one for one in reversed(given) if type(one) is tuple), None)
        if address and self.family in {socket.AF_INET, socket.AF_INET6}:
            _require_local(address[0], address[1] if len(address) > 1 else None)
        return method(self, *given)

    return guarded


def _local_only(look_up: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(look_up)
    def looked_up(host: Any, *given: Any, **named: Any) -> Any:
        port = given[0] if given and look_up.__name__ == "getaddrinfo" else named.get("port")
        _require_local(host, port)
        return look_up(host, *given, **named)

    return looked_up


def _require_local(host: Any, port: Any) -> None:
    name = host.decode(errors="replace") if isinstance(host, bytes) else host
    if not is_local(name):
        raise NetworkClosed(str(name) if port is None else f"{name}:{port}")


def is_local(host: Any) -> bool:
    """Whether a host is this machine, as far as its name or address tells."""
    if not host or not isinstance(host, str):
        return True
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
