"""Zip files as containers of bundles: written so that the same files make the same bytes, and read
so that nothing in one can reach beyond what is asked of it.

What a bundle never needs is refused before anything is unpacked: ZIP64, encryption, comments,
folders, links, other methods than stored and deflated, bytes between and around the entries
(APPNOTE.TXT 6.3.10; overlapping entries: D. Fifield, "A better zip bomb", WOOT 2019).
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO

from scenario_runner.frozen import frozen
from scenario_runner.language.words import quoted
from scenario_runner.share.fault import BundleFault, damaged, hostile
from scenario_runner.share.names import clashes, name_fault

MOST_ENTRIES = 5_000
LARGEST = 500_000_000
"""Bytes of everything in a bundle, unpacked."""
_DENSEST = 200
"""Bytes that one byte of a large entry may become."""
_SMALL = 10_000_000
"""Bytes of an entry whose density nobody minds."""

_END = struct.Struct("<4s4H2LH")
_LOCAL = 30
"""Bytes of a local header, without the name and what follows it."""
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_UTF_8 = 0x800
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip file can tell."""
_CHUNK = 1 << 20
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
    struct.error, UnicodeError, ValueError,
)  # fmt: skip


def pack(files: Mapping[str, bytes], first: str) -> bytes:
    """A zip file, `first` at its beginning and the others in the order of their names."""
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", allowZip64=False) as archive:
        for name in sorted(files, key=lambda name: (name != first, name)):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED, 9)
    return whole.getvalue()


@frozen
class Archive:
    """A zip file that holds plain files under harmless names, and not too much of them."""

    path: Path
    entries: Mapping[str, int]
    """Each name, and the bytes that it says it has."""
    zip: zipfile.ZipFile

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of an entry. Raises BundleFault where it is not what it says."""
        left = self.entries[name]
        try:
            with self.zip.open(name) as entry:
                while chunk := entry.read(min(_CHUNK, left + 1)):
                    left -= len(chunk)
                    if left < 0:
                        raise hostile(self.path, f"{quoted(name)} is larger than it says")
                    yield chunk
        except _BROKEN as error:
            raise damaged(self.path, f"{quoted(name)} in it is damaged") from error
        if left:
            raise damaged(self.path, f"{quoted(name)} in it is cut off")


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The archive at a path; it is only read. Raises BundleFault."""
    try:
        file = path.open("rb")
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or 'it is no file'}"
        raise BundleFault(message, "check the path") from error
    with file:
        count, directory = _directory(file, path)
        try:
            archive = zipfile.ZipFile(file)
        except _BROKEN as error:
            raise damaged(path, "its directory is damaged") from error
        with archive:
            if len(archive.infolist()) != count:
                raise damaged(path, "its directory does not hold as many files as it says")
            _check(archive.infolist(), path, directory)
            entries = {info.filename: info.file_size for info in archive.infolist()}
            yield Archive(path=path, entries=entries, zip=archive)


def _directory(file: IO[bytes], path: Path) -> tuple[int, int]:
    """How many entries a zip file has, and where its directory begins: its last bytes tell."""
    try:
        size = file.seek(0, 2)
        file.seek(max(size - _END.size, 0))
        end = file.read()
        file.seek(0)
    except OSError as error:
        raise damaged(path, error.strerror or "it is no file") from error
    if len(end) < _END.size:
        raise damaged(path, "it is no zip file")
    mark, disk, disks, here, entries, length, start, comment = _END.unpack(end)
    if mark != b"PK\x05\x06" or comment:
        raise damaged(path, "it is no zip file, it is cut off, or something follows it")
    if 0xFFFF in {disk, disks, here, entries} or 0xFFFFFFFF in {length, start}:
        raise hostile(path, f"it says that it holds more than {MOST_ENTRIES} files")
    if disk or disks or here != entries or start + length + _END.size != size:
        raise damaged(path, "its directory is not where it should be")
    if entries > MOST_ENTRIES:
        raise hostile(path, f"it holds {entries} files; a bundle has at most {MOST_ENTRIES}")
    return int(entries), int(start)


def _check(infos: list[zipfile.ZipInfo], path: Path, directory: int) -> None:
    for info in infos:
        if (fault := _entry_fault(info)) is not None:
            raise hostile(path, f"{quoted(info.orig_filename)} in it: {fault}")
    for name in clashes(info.filename for info in infos):
        raise hostile(path, f"{quoted(name)} would be unpacked onto another file of it")
    if sum(info.file_size for info in infos) > LARGEST:
        raise hostile(path, f"unpacked it would be larger than {LARGEST // 1_000_000} MB")
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end or (end == 0 and info.header_offset):
            raise hostile(path, f"{quoted(info.filename)} does not stand by itself in it")
        end = info.header_offset + _LOCAL + len(info.filename.encode()) + info.compress_size
    if end > directory:
        raise hostile(path, "its last file does not end before its directory")


def _entry_fault(info: zipfile.ZipInfo) -> str | None:
    if info.flag_bits & _ENCRYPTED:
        return "it is encrypted"
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return "it is a link"
    if info.orig_filename.endswith("/") or stat.S_ISDIR(mode) or info.external_attr & 0x10:
        return "it is a folder"
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        return "it is a device, not a file"
    if not info.orig_filename.isascii() and not info.flag_bits & _UTF_8:
        return "its name is not UTF-8"
    if (fault := name_fault(info.orig_filename)) is not None:
        return fault
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return "it is compressed in another way than bundles are"
    if info.file_size > max(_SMALL, info.compress_size * _DENSEST):
        return "it would unpack to too many times its size"
    return None
