"""Changing a YAML file in place: values, entries and items, with everything else as it stands.

    edited(text, [Replace(pointer=("steps", 0, "resume"), data="yes")])

Comments survive, layout and quotes are kept where they can be, and what is written is read back
as exactly the data asked for: where that cannot be, nothing is changed and CannotEdit says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import yaml

from scenario_runner.language.edit_data import (
    Edit,
    InsertItem,
    InsertKey,
    Remove,
    Replace,
    applied,
    identical,
    to_become,
)
from scenario_runner.language.edit_splice import CannotEdit
from scenario_runner.language.edit_text import edited_once
from scenario_runner.language.layout_read import lay_out
from scenario_runner.language.source import scan
from scenario_runner.language.value import Data
from scenario_runner.language.write import CannotWrite
from scenario_runner.problem import ProblemsError

__all__ = [
    "CannotEdit",
    "CannotWrite",
    "Edit",
    "InsertItem",
    "InsertKey",
    "Remove",
    "Replace",
    "edited",
    "identical",
    "to_become",
]


def edited(text: str, edits: Sequence[Edit]) -> str:
    """The text after all of the edits, each made on what the one before it left.

    The text is one that `source.read` reads. Raises CannotEdit, and CannotWrite for data that
    YAML does not hold.
    """
    if not edits:
        return text
    wanted, new = _data(text), text
    for edit in edits:
        try:
            wanted = applied(wanted, edit)
            new = edited_once(lay_out(new), edit)
        except (LookupError, TypeError) as fault:
            raise CannotEdit(f"there is nothing at {edit.pointer}") from fault
        except yaml.YAMLError as fault:  # one of several edits has broken the text
            raise CannotEdit("the text does not allow for it") from fault
    if not identical(_data(new), wanted):
        raise CannotEdit("other parts of the file would change too")
    if _comments(text) - _comments(new):
        raise CannotEdit("a comment would be lost")
    return new


def _data(text: str) -> Data:
    try:
        source, problems = scan("", text.encode())
    except (ProblemsError, UnicodeEncodeError) as fault:
        raise CannotEdit("the text would not be read back") from fault
    if problems:
        raise CannotEdit("the text would not be read back")
    return source.data


def _comments(text: str) -> Counter[str]:
    return Counter(text[slice(*span)].strip() for span in lay_out(text).comments)
