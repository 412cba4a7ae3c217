"""What of a request and its response is kept on a tape, and when two requests are the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from vcr.filters import decode_response
from vcr.request import Request

from scenario_runner.frozen import frozen
from scenario_runner.masking.mask import Mask

STRIPPED = "STRIPPED"

_CREDENTIALS = frozenset(
    {
        "access_token", "api_key", "apikey", "authorization", "client_secret", "id_token",
        "passwd", "password", "private_key", "refresh_token", "secret", "session_token",
    }
)  # fmt: skip
"""Names, in any case, whose values nobody else is to see."""

_IN_ADDRESSES = _CREDENTIALS | {"auth", "code", "key", "session", "sig", "signature", "token"}
"""As above, of headers and parameters; in a body these words mean all kinds of things."""

_HIDDEN_HEADERS = frozenset({"cookie", "proxy-authorization", "set-cookie"})

_KEPT_HEADERS = frozenset({"accept", "content-type"})
"""Of a request; the others tell of the machine it was recorded on."""

Parts = Callable[[str, Any], Any]
"""What stands for a named part of a body."""


@frozen
class TapeRules:
    """What never reaches a tape, and what does not tell two requests apart."""

    strip: frozenset[str] = frozenset()
    """Names in lower case."""
    ignore: frozenset[str] = frozenset()
    """As above."""
    mask: Mask = field(default=Mask(), repr=False)
    """Takes out what must not be written."""

    def kept_request(self, request: Request) -> Request:
        """The request as the tape holds it."""
        kept = {k: v for k, v in request.headers.items() if k.lower() in _KEPT_HEADERS}
        headers = {k: self.mask.text(v) for k, v in kept.items() if k.lower() not in self.strip}
        url = self.mask.text(_url(request.uri, self._strip_parameter))
        body = self._body(_content(request), request.headers.get("content-type"))
        return Request(request.method, url, body, headers)

    def kept_response(self, response: Mapping[str, Any]) -> dict[str, Any]:
        """The response as the tape holds it, decompressed."""
        told = decode_response({**response, "headers": dict(response["headers"])})
        headers = {
            name: [self.mask.text(value) for value in ([v] if isinstance(v, str) else v)]
            for name, v in told["headers"].items()
            if not self._hides(name)
        }
        kind = next((v for k, v in headers.items() if k.lower() == "content-type"), [""])
        body = self._body(told["body"]["string"], kind[0] if kind else "")
        for name in [name for name in headers if name.lower() == "content-length"]:
            headers[name] = [str(len(body or b""))]
        return {**told, "headers": headers, "body": {"string": body}}

    def identity(self, request: Request) -> tuple[str, str, str]:
        """Equal for requests that one recording answers: method, address, content."""
        kind = request.headers.get("content-type")
        content = _read(_content(request), kind)
        told = content if isinstance(content, bytes) else _each(content, self._of_field)
        url = self.mask.text(_url(request.uri, self._of_parameter))
        return request.method, url, self.mask.text(_canonical(told))

    # --- parts ----------------------------------------------------------------------------

    def _strip_field(self, name: str, value: Any) -> Any:
        """A field of a body; what holds other fields is looked through instead."""
        hidden = name.lower() in _CREDENTIALS or name.lower() in self.strip
        return STRIPPED if hidden and isinstance(value, str | int | float) else value

    def _strip_parameter(self, name: str, value: Any) -> Any:
        plain = name.lower()
        hidden = plain in _IN_ADDRESSES or plain in self.strip or plain.startswith("x-amz-")
        return STRIPPED if hidden else value

    def _hides(self, header: str) -> bool:
        plain = header.lower().removeprefix("x-").replace("-", "_")
        named = header.lower() in _HIDDEN_HEADERS or header.lower() in self.strip
        return named or plain in _IN_ADDRESSES or plain.endswith(("_token", "_key", "_secret"))

    def _of_field(self, name: str, value: Any) -> Any:
        return None if name.lower() in self.ignore else self._strip_field(name, value)

    def _of_parameter(self, name: str, value: Any) -> Any:
        return None if name.lower() in self.ignore else self._strip_parameter(name, value)

    def _body(self, content: bytes, kind: str | None) -> bytes:
        read = _read(content, kind)
        if not isinstance(read, bytes):
            stripped = _each(read, self._strip_field)
            content = content if stripped == read else _written(stripped, kind)
        if not self.mask:
            return content
        return self.mask.text(content.decode(errors="surrogateescape")).encode(
            errors="surrogateescape"
        )


def _content(request: Request) -> bytes:
    body = request.body
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    return body if isinstance(body, bytes) else b"".join(_pieces(body))


def _pieces(body: Iterable[Any]) -> Iterable[bytes]:
    return (piece if isinstance(piece, bytes) else str(piece).encode() for piece in body)


def _url(uri: str, part: Parts) -> str:
    """The address without its user and with its parameters in order; None takes one out."""
    split = urlsplit(uri)
    given = parse_qsl(split.query, keep_blank_values=True)
    shown = sorted((name, v) for name, value in given if (v := part(name, value)) is not None)
    host = split.netloc.rpartition("@")[2]
    return urlunsplit(split._replace(netloc=host, query=urlencode(shown)))


def _read(content: bytes, kind: str | None) -> Any:
    """JSON and forms as data; anything else as the bytes it is."""
    media = (kind or "").partition(";")[0].strip().lower()
    try:
        if media == "application/x-www-form-urlencoded":
            return {"": dict(parse_qsl(content.decode(), keep_blank_values=True))}
        if media.endswith("json") or content[:1] in (b"{", b"["):
            return json.loads(content)
    except (ValueError, RecursionError):
        pass
    return content


def _written(data: Any, kind: str | None) -> bytes:
    if (kind or "").startswith("application/x-www-form-urlencoded"):
        return urlencode(data[""]).encode()
    return json.dumps(data, ensure_ascii=False).encode()


def _each(data: Any, part: Parts) -> Any:
    """The data with each named part as `part` gives it."""
    if isinstance(data, dict):
        return {name: part(name, _each(value, part)) for name, value in data.items()}
    return [_each(item, part) for item in data] if isinstance(data, list) else data


def _canonical(content: Any) -> str:
    if isinstance(content, bytes):
        return content.decode(errors="backslashreplace")
    return json.dumps(content, sort_keys=True, ensure_ascii=False)
