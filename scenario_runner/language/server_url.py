"""The url of a LangGraph server: what is wrong with one, and whether the network allows it."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from scenario_runner.language.words import quoted


def wrong_url(url: str, network: str) -> tuple[str, str] | None:
    """What is wrong with the url of a server, and what to do; None where it is well."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in {"http", "https"} or not host:
        return f"{quoted(url)} is not the url of a server", "write it as http://127.0.0.1:2024"
    if parts.username is not None or parts.password is not None:
        hint = "give it in headers, as {x-api-key: '{{ env.KEY }}'}"
        return "a url with a password would be shown in reports", hint
    if network != "open" and not _is_here(host):
        return (
            f"{quoted(host)} is another machine, and the network is not open",
            "write network: open, or name a server on this machine",
        )
    return None


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
