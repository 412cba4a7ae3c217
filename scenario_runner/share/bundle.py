"""A bundle as it is received: looked through whole before anything of it is used."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from scenario_runner.frozen import frozen
from scenario_runner.language.words import quoted
from scenario_runner.share.archive import Archive, opened
from scenario_runner.share.fault import BundleFault, damaged, hostile
from scenario_runner.share.manifest import (
    NAME,
    PROJECT,
    BundledFile,
    Manifest,
    ManifestFault,
    from_text,
)
from scenario_runner.share.names import name_fault

_LARGEST_MANIFEST = 10_000_000


@frozen
class Bundle:
    """A bundle whose files are those that its manifest tells of, to the last byte."""

    archive: Archive
    manifest: Manifest

    @property
    def path(self) -> Path:
        """The zip file."""
        return self.archive.path

    def content(self, path: str) -> bytes:
        """All of a file."""
        return b"".join(self.archive.chunks(path))

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        return path in self.archive.entries

    def unpack(self, folder: Path) -> None:
        """Write the project's files into an empty folder, as they stand below it."""
        for file in self.manifest.files:
            if file.path.startswith(PROJECT):
                _write(self, file, folder / file.path.removeprefix(PROJECT))
        folder.joinpath(self.manifest.selection.folder).mkdir(parents=True, exist_ok=True)


@contextmanager
def opened_bundle(path: Path) -> Iterator[Bundle]:
    """The bundle at a path. Raises BundleFault where it is damaged, or not what it says."""
    with opened(path) as archive:
        bundle = Bundle(archive=archive, manifest=_manifest(archive))
        _check_names(bundle)
        for file in bundle.manifest.files:
            _check_content(bundle, file, archive.chunks(file.path))
        yield bundle


def _manifest(archive: Archive) -> Manifest:
    if NAME not in archive.entries:
        raise damaged(archive.path, f"it is a zip file, but no bundle: there is no {NAME} in it")
    if archive.entries[NAME] > _LARGEST_MANIFEST:
        raise hostile(archive.path, f"its {NAME} is too large")
    try:
        return from_text(b"".join(archive.chunks(NAME)))
    except ManifestFault as fault:
        raise damaged(archive.path, f"of its {NAME}: {fault}") from fault


def _check_names(bundle: Bundle) -> None:
    """What the manifest names is there, and nothing else."""
    told = [file.path for file in bundle.manifest.files]
    there = set(bundle.archive.entries) - {NAME}
    for name in (name for name in told if name not in there):
        raise hostile(bundle.path, f"its {NAME} tells of {quoted(name)}, which is not in it")
    for name in there.difference(told):
        raise hostile(bundle.path, f"its {NAME} does not tell of {quoted(name)}, which is in it")
    if len(set(told)) < len(told):
        raise hostile(bundle.path, f"its {NAME} tells of a file twice")
    selection = bundle.manifest.selection
    if f"{PROJECT}{selection.file}" not in there:
        raise hostile(bundle.path, f"the scenario {quoted(selection.file)} is not in it")
    if selection.folder != "." and name_fault(selection.folder) is not None:
        raise hostile(bundle.path, f"it cannot be run in {quoted(selection.folder)}")
    if f"{PROJECT}{selection.folder}" in there:
        raise hostile(bundle.path, f"{quoted(selection.folder)} is no folder in it")
    if any(PurePosixPath(file.path).parts[0] not in {"project", "results"} for file in
           bundle.manifest.files):  # fmt: skip
        raise hostile(bundle.path, "it holds files that are neither the project's nor results")


def _check_content(bundle: Bundle, file: BundledFile, chunks: Iterator[bytes]) -> None:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    if digest.hexdigest() != file.sha256 or bundle.archive.entries[file.path] != file.size:
        raise hostile(bundle.path, f"{quoted(file.path)} was changed after the bundle was made")


def _write(bundle: Bundle, file: BundledFile, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as written:  # never onto what is there
        for chunk in bundle.archive.chunks(file.path):
            written.write(chunk)


def is_bundle(path: Path) -> bool:
    """Whether a file is one, as far as its directory tells."""
    try:
        with opened(path) as archive:
            return NAME in archive.entries
    except BundleFault:
        return False
