"""Where a secret stands in what a run has left, looked for by brute force."""

import base64
import gzip
import json
import re
from urllib.parse import quote, quote_plus

_DIGITS = re.compile(rb"[A-Za-z0-9+/_\-]{6,}")


def forms(secret):
    """Its spellings, but for base64, which is worked out the other way round."""
    told = [secret, quote(secret), quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1]]
    for text in [secret, json.dumps([secret])]:
        told += [json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]]
    return {text.strip('"[]\\').encode() for text in told}


def leaks_in(files, secret):
    """The files that hold it, in base64 or packed too."""
    wanted = forms(secret)
    return [file.name for file in files if file.is_file() and _holds(file.read_bytes(), wanted)]


def _holds(data, wanted):
    return any(form in data for form in wanted) or any(
        any(form in part for form in wanted) for part in _decoded(data)
    )


def _decoded(data):
    """What is inside of base64: as it begins, or from somewhere in it on; unpacked."""
    plain = re.sub(rb"(?:\\+n|\n)(?=[A-Za-z0-9+/]{4})", b"", data)
    for text in {data, plain}:
        for found in _DIGITS.findall(text):
            run = found.replace(b"-", b"+").replace(b"_", b"/")
            for start in range(4):
                digits = run[start : len(run) - ((len(run) - start) % 4 == 1)]
                part = base64.b64decode(digits + b"=" * (-len(digits) % 4))
                yield part
                if part.startswith(b"\x1f\x8b"):
                    yield (page := gzip.decompress(part))
                    yield from _decoded(page)
