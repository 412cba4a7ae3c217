"""Where a secret stands in what a run has left, looked for by brute force."""

import base64
import json
import re
import zlib
from urllib.parse import quote, quote_plus

_DIGITS = re.compile(rb"[A-Za-z0-9+/_\-]{6,}")
_PACKED = 18
"""Bytes that gzip makes of nothing."""


def forms(secret):
    """Its spellings, but for base64, which is worked out the other way round."""
    told = [secret, quote(secret), quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1]]
    for text in [secret, json.dumps([secret])]:
        told += [json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]]
    return {text.strip('"[]\\').encode() for text in told}


def leaks_in(files, secret):
    """The files that hold it, in base64 or packed too."""
    search = _Search(forms(secret))
    return [file.name for file in files if file.is_file() and search.holds(file.read_bytes())]


class _Search:
    """For some texts; what was decoded once, and holds none, is not decoded again."""

    def __init__(self, wanted):
        self.wanted, self.harmless = wanted, set()
        self.least = min(_PACKED, *map(len, wanted))
        """Bytes that a part must have to hold anything."""

    def holds(self, data):
        """Whether any is in there, or in what is inside of it."""
        if any(form in data for form in self.wanted):
            return True
        plain = re.sub(rb"(?:\\+n|\n)(?=[A-Za-z0-9+/]{4})", b"", data)
        runs = {*_DIGITS.findall(data), *_DIGITS.findall(plain)} - self.harmless
        long = [run for run in runs if len(run) * 3 // 4 >= self.least]
        if any(self._decoded_holds(run) for run in long):
            return True
        self.harmless |= runs
        return False

    def _decoded_holds(self, found):
        """Base64: as it begins, or from somewhere in it on; unpacked."""
        run = found.replace(b"-", b"+").replace(b"_", b"/")
        for start in range(4):
            digits = run[start : len(run) - ((len(run) - start) % 4 == 1)]
            part = base64.b64decode(digits + b"=" * (-len(digits) % 4))
            if any(form in part for form in self.wanted):
                return True
            if part.startswith(b"\x1f\x8b") and self.holds(_unpacked(part)):
                return True
        return False


def _unpacked(part):
    """What gzip made it of, whatever stands behind that; nothing, where it is only alike."""
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(part)
    except zlib.error:
        return b""
