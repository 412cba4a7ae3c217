"""Expected files: compared whole; on a mismatch the actual one is kept for looking at.

`UPDATE_GOLD=1 pytest tests/report` writes them anew; read the difference before committing it.
"""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "gold"


def same(name: str, actual: str, folder: Path) -> None:
    """Compare with the expected file `name`; `folder` takes the actual text on a mismatch."""
    path = FOLDER / name
    if os.environ.get("UPDATE_GOLD"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(actual, "utf-8")
    expected = path.read_text("utf-8") if path.exists() else ""
    if actual != expected:
        kept = folder / name
        kept.write_text(actual, "utf-8")
        first = next(
            (
                number
                for number, pair in enumerate(
                    zip(expected.splitlines(), actual.splitlines(), strict=False), start=1
                )
                if pair[0] != pair[1]
            ),
            "the end",
        )
        raise AssertionError(f"{path} and {kept} differ first at line {first}")
