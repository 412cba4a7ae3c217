"""What a run of pytest inside of a test imports stays imported.

pytester forgets it. Imported anew, a class is another one than whoever has imported it before
knows: an exception of the one is not caught as the other, in whatever test comes later.
"""

import sys
from pathlib import Path

import pytest


class Keeping:
    """A plugin of such runs: the modules that they have imported from outside a folder."""

    def __init__(self, folder):
        self.folder, self.modules = folder, {}

    def pytest_configure(self):
        """Have what an earlier run has imported."""
        for name, module in self.modules.items():
            sys.modules.setdefault(name, module)

    def pytest_unconfigure(self):
        """Note what there is, before it is forgotten."""
        self.modules = {name: module for name, module in sys.modules.items() if self._stays(module)}

    def _stays(self, module):
        file = getattr(module, "__file__", None)
        return file is not None and not Path(file).is_relative_to(self.folder)


@pytest.fixture
def pytester(pytester, monkeypatch):
    """That of pytest."""
    keeping, run = Keeping(pytester.path), pytester.inline_run

    def keeping_run(*arguments, plugins=(), **options):
        return run(*arguments, plugins=[*plugins, keeping], **options)

    monkeypatch.setattr(pytester, "inline_run", keeping_run)
    yield pytester
    keeping.pytest_configure()
