"""What PyYAML met where it stopped reading."""

from __future__ import annotations

from scenario_runner.frozen import frozen
from scenario_runner.language.text import place_in
from scenario_runner.problem import Problem


@frozen
class Met:
    """What PyYAML met, by places and the characters there; its words only tell cases apart."""

    file: str
    text: str
    index: int
    begun: int | None
    """Where the construct began in which it was met."""
    said: str

    @property
    def character(self) -> str:
        """The character there; empty at the end of the file."""
        return self.text[self.index : self.index + 1]

    def line_at(self, index: int) -> tuple[int, str]:
        """The start and the text of the line that holds `index`."""
        start = self.text.rfind("\n", 0, index) + 1
        end = self.text.find("\n", start)
        return start, self.text[start : end if end >= 0 else None]

    def told(
        self, index: int, message: str, hint: str, code: str = "syntax", length: int = 1
    ) -> Problem:
        """A problem at `index`."""
        place = place_in(self.file, self.text, index, length)
        return Problem(place=place, message=message, hint=hint, code=code)
