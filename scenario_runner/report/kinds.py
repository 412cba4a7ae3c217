"""The kinds of reports, for those who only ask which there are: `report.write` knows how each is
written, and imports what that takes."""

from __future__ import annotations

from typing import Final

KINDS: Final = ("coverage", "ctrf", "html", "json", "junit", "markdown")
