"""Bundles that nobody should be able to harm anyone with: each made from a good one, by code."""

import hashlib
import io
import json
import stat
import struct
import warnings
import zipfile

from scenario_runner.share.archive import pack

SCENARIO = """\
scenario: Two doors
graph:
  state: {door: string}
  nodes:
    ask: {interrupt: which?, returns: {door: "{{ answer }}"}}
  edges: [START -> ask -> END]
steps:
  - {id: asked, invoke: {}}
  - {id: chosen, resume: left, expect: {values: {door: left}}}
"""
ENTRY = "project/doors.scenario.yaml"
CODE = "project/agents/door.py"
FILES = {ENTRY: SCENARIO.encode(), CODE: b"raise SystemExit('the code ran')\n"}


def told(files, /, **changes):
    """A manifest of files, with changes."""
    listed = [
        {
            "path": path,
            "kind": "code" if path.endswith(".py") else "scenario",
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        for path, content in files.items()
    ]
    manifest = {
        "format": "scenario-runner-bundle",
        "version": 1,
        "tool": "0.1.0",
        "command": "scenario-runner bundle doors.scenario.yaml",
        "selection": {"file": "doors.scenario.yaml", "names": None, "folder": "."},
        "outcome": "passed",
        "python": "3.11.7",
        "platform": "Linux",
        "packages": {},
        "secrets": [],
        "outside": [],
        "files": listed,
    }
    return {**manifest, **changes}


def packed(files, manifest=None):
    """A bundle of files, true to them unless another manifest is given."""
    manifest = told(files) if manifest is None else manifest
    text = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
    return pack({"bundle.json": text, **files}, first="bundle.json")


GOOD = packed(FILES)


def zipped(*entries):
    """A zip file of (ZipInfo or name, content) as they come, after a good bundle's."""
    whole = io.BytesIO(GOOD)
    with zipfile.ZipFile(whole, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that stand twice
        for entry, content in entries:
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def named(name, content=b"x"):
    """With an entry of this name, which the manifest tells of too."""
    files = {**FILES, "project/PLACE": content}
    listed = told(files)
    listed["files"][-1]["path"] = name
    whole = pack({"bundle.json": json.dumps(listed).encode(), **files}, first="bundle.json")
    source = zipfile.ZipFile(io.BytesIO(whole))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for info in source.infolist():
            entry = zipfile.ZipInfo("x")
            entry.filename = name if info.filename == "project/PLACE" else info.filename
            archive.writestr(entry, source.read(info))
    return target.getvalue()


def of_mode(mode, content=b"/etc/passwd"):
    """With an entry that says to be something else than a file."""
    entry = zipfile.ZipInfo("project/other")
    entry.create_system, entry.external_attr = 3, mode << 16
    return zipped((entry, content))


def manifest(**changes):
    """Whose manifest says something else."""
    return packed(FILES, told(FILES, **changes))


def selection(**changes):
    """That selects something else."""
    return manifest(
        selection={"file": "doors.scenario.yaml", "names": None, "folder": "."} | changes
    )


def file(**changes):
    """Whose manifest tells something else of its first file."""
    listed = told(FILES)["files"]
    return manifest(files=[{**listed[0], **changes}, *listed[1:]])


def poked(at, written, marker=b"PK\x01\x02"):
    """With bytes of the first header of a kind overwritten."""
    start = GOOD.index(marker) + at
    return GOOD[:start] + written + GOOD[start + len(written) :]


def end(at, written):
    """With bytes of the end of the directory overwritten."""
    start = len(GOOD) - 22 + at
    return GOOD[:start] + written + GOOD[start + len(written) :]


def swapped(old, new):
    """With the bytes of an entry changed after it was made: stored, so that they can be found."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("bundle.json", json.dumps(told(FILES)))
        for name, content in FILES.items():
            archive.writestr(name, content)
    assert whole.getvalue().count(old) == 1
    return whole.getvalue().replace(old, new)


def overlapping():
    """Two names for the bytes of one entry: how small files unpack to petabytes."""
    names = ("project/one.txt", "project/two.txt")
    whole = zipped(*((name, b"0" * 1000) for name in names))
    source = zipfile.ZipFile(io.BytesIO(whole))
    first, second = (source.getinfo(name).header_offset for name in names)
    at = whole.index(struct.pack("<L", second), whole.index(b"PK\x01\x02"))
    return whole[:at] + struct.pack("<L", first) + whole[at + 4 :]


def method(kind):
    """Compressed in a way that bundles are not."""
    whole = io.BytesIO(GOOD)
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr("project/more.txt", b"x" * 100, kind)
    return whole.getvalue()


def lying_bomb():
    """A large entry that says in both headers to be small."""
    whole = zipped(("project/bomb.txt", b"0" * 5_000_000))
    return whole.replace(struct.pack("<L", 5_000_000), struct.pack("<L", 10))


def saying(size, count):
    """With entries that say to be of a size."""
    whole = io.BytesIO(GOOD)
    with zipfile.ZipFile(whole, "a") as archive:
        for number in range(count):
            archive.writestr(f"project/{number}.bin", b"0")
            archive.infolist()[-1].file_size = size
    return whole.getvalue()


def many():
    """More entries than anybody looks through."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for number in range(5_001):
            archive.writestr(f"project/{number}", b"")
    return whole.getvalue()


def nested():
    """A bomb in a bundle in a bundle: nothing of it is unpacked further than once."""
    inner = packed({**FILES, "project/zeros.bin": b"0" * 1_000_000})
    return packed({**FILES, "project/inner.zip": inner})


REFUSED = {
    # names
    "parent": (named("project/../../evil.py"), "does not lead straight to a file"),
    "parent-only": (named(".."), "does not lead straight to a file"),
    "absolute": (named("/etc/cron.d/evil"), "absolute path"),
    "drive": (named("C:/evil.py"), "absolute path"),
    "drive-relative": (named("C:evil.py"), "absolute path"),
    "share": (named("\\\\host\\share\\evil.py"), "absolute path"),
    "backslash": (named("project\\..\\evil.py"), "backslash"),
    "dot": (named("project/./evil.py"), "does not lead straight to a file"),
    "empty-part": (named("project//evil.py"), "does not lead straight to a file"),
    "device-name": (named("project/aux.py"), "name of a device"),
    "stream": (named("project/evil.py:stream"), "no name of a file on every system"),
    "ends-in-dot": (named("project/evil.py."), "no name of a file on every system"),
    "escape-sequence": (named("project/\x1b[2Jevil.py"), "characters that are not seen"),
    "line-feed": (named("project/ok.py\n  safe"), "characters that are not seen"),
    "backwards": (named("project/\u202eyp.live"), "characters that are not seen"),
    "invisible": (named("project/do\u200bor.py"), "characters that are not seen"),
    "too-long-part": (named(f"project/{'x' * 300}.py"), "too long"),
    "too-long": (named("project/" + "x/" * 600 + "y"), "too long"),
    "no-utf-8": (GOOD.replace(b"door.py", b"do\xf8\xf9.py"), "not UTF-8"),
    "null-byte": (GOOD.replace(b"agents/door.py", b"agents/do\0r.py"), "that are not seen"),
    # what names stand for
    "link": (of_mode(stat.S_IFLNK | 0o777), "it is a link"),
    "pipe": (of_mode(stat.S_IFIFO | 0o644), "it is a device"),
    "device": (of_mode(stat.S_IFCHR | 0o644), "it is a device"),
    "socket": (of_mode(stat.S_IFSOCK | 0o644), "it is a device"),
    "folder": (zipped(("project/empty/", b"")), "it is a folder"),
    "folder-by-mode": (of_mode(stat.S_IFDIR | 0o755), "it is a folder"),
    # two for one
    "twice": (zipped((CODE, b"import os\n")), "onto another file"),
    "case-clash": (zipped(("project/Agents/DOOR.py", b"")), "onto another file"),
    "spelling-clash": (
        zipped(("project/caf\u00e9.py", b"1"), ("project/cafe\u0301.py", b"2")),
        "onto another file",
    ),
    "file-as-folder": (zipped((f"{CODE}/more.py", b"")), "onto another file"),
    # too much
    "bomb": (zipped(("project/bomb.txt", b"0" * 30_000_000)), "too many times its size"),
    "whole-too-large": (
        saying(9_900_000, 51),
        "larger than 500 MB",
    ),
    "lying-bomb": (lying_bomb(), "does not tell of"),
    "overlapping": (overlapping(), "does not stand by itself"),
    "many": (many(), "at most 5000"),
    # damage
    "empty": (b"", "no zip file"),
    "text": (b"scenario: not a zip file, but long enough to be one\n", "no zip file"),
    "cut-off": (GOOD[: len(GOOD) // 2], "cut off"),
    "cut-off-by-a-byte": (GOOD[:-1], "cut off"),
    "in-front": (b"#!/bin/sh\nrm -rf ~\n" + GOOD, "not where it should be"),
    "behind": (GOOD + b"more", "something follows"),
    "comment": (end(20, b"\x01\0") + b"!", "something follows"),
    "zip64": (end(10, b"\xff\xff"), "more than"),
    "fewer-than-there-are": (end(8, b"\x01\0\x01\0"), "as many files as it says"),
    "second-disk": (end(4, b"\x01\0"), "not where it should be"),
    "directory-elsewhere": (end(16, b"\x01\0\0\0"), "not where it should be"),
    "encrypted": (poked(8, b"\x01\0"), "it is encrypted"),
    "lzma": (method(zipfile.ZIP_LZMA), "another way"),
    "bzip2": (method(zipfile.ZIP_BZIP2), "another way"),
    "unknown-method": (poked(10, b"\x63\0"), "another way"),
    "other-name-inside": (poked(30, b"bundel", marker=b"PK\x03\x04"), "damaged"),
    "changed": (swapped(b"the code ran", b"other code r"), "damaged"),
    # manifests that lie
    "no-manifest": (pack(FILES, first=ENTRY), "no bundle.json"),
    "manifest-no-json": (packed(FILES, b"{"), "not JSON"),
    "manifest-deep": (packed(FILES, b"[" * 200_000), "not JSON"),
    "manifest-list": (packed(FILES, b"[]"), "no mapping"),
    "manifest-key-twice": (packed(FILES, b'{"version": 1, "version": 2}'), "not JSON"),
    "manifest-no-utf-8": (packed(FILES, b"\xff\xfe{}"), "not JSON"),
    "other-format": (manifest(format="other"), "not the manifest of a bundle"),
    "newer": (manifest(version=2), "upgrade Scenario Runner"),
    "version-as-text": (manifest(version="1"), "version"),
    "missing-file": (packed({ENTRY: FILES[ENTRY]}, told(FILES)), "which is not in it"),
    "extra-file": (packed(FILES, told({ENTRY: FILES[ENTRY]})), "which is in it"),
    "file-twice": (manifest(files=[*told(FILES)["files"], told(FILES)["files"][0]]), "twice"),
    "wrong-hash": (file(sha256="0" * 64), "was changed after the bundle was made"),
    "wrong-size": (file(size=3), "was changed after the bundle was made"),
    "no-hash": (file(sha256="md5"), "sha256"),
    "size-is-true": (file(size=True), "size"),
    "unknown-kind": (file(kind="\x1b]0;evil\x07"), "kind"),
    "no-scenario": (selection(file="gone.scenario.yaml"), "is not in it"),
    "scenario-outside": (selection(file="../doors.scenario.yaml"), "is not in it"),
    "scenario-is-code": (selection(file="agents/door.py"), "is no scenario"),
    "folder-outside": (selection(folder="../.."), "cannot be run in"),
    "folder-absolute": (selection(folder="/etc"), "cannot be run in"),
    "folder-is-file": (selection(folder="agents/door.py"), "is no folder"),
    "names-that-act": (selection(names="\x1b[2J"), "no name"),
    "package-that-acts": (manifest(packages={"x; rm -rf ~": "1"}), "is no package"),
    "package-option": (manifest(packages={"--index-url=http://evil": "1"}), "is no package"),
    "version-that-acts": (manifest(packages={"x": "1 && evil"}), "is no version"),
    "secret-that-acts": (manifest(secrets=["$(evil)"]), "secrets"),
    "tool-that-acts": (manifest(tool="\x1b[2J"), "tool"),
    "elsewhere": (packed({**FILES, "other/x.txt": b"x"}), "neither the project's nor results"),
}  # fmt: skip
"""By name: the bytes, and what is said of them."""
