"""The picture of a problem."""

from scenario_runner.problem import Place, Problem, picture


def problem(line, column, length=1, **more):
    place = Place(file="f.yaml", line=line, column=column, length=length)
    return Problem(place=place, message="it is wrong", **more)


def test_a_picture_has_place_line_caret_hint_and_the_other_places():
    """One look tells where, what, and what to do."""
    other = Place(file="f.yaml", line=1, column=1, length=3)
    elsewhere = Place(file="g.yaml", line=9, column=9)
    told = picture(
        problem(10, 3, 2, hint="mend it", related=((other, "and here"), (elsewhere, "and there"))),
        "abc: 1\n" + "\n" * 8 + "  xy: 2\r\n",
    )
    assert told == (
        "f.yaml:10:3: error: it is wrong\n"
        "  10 |   xy: 2\n"
        "     |   ^^\n"
        "  help: mend it\n"
        "  f.yaml:1:1: and here\n"
        "  1 | abc: 1\n"
        "    | ^^^\n"
        "  g.yaml:9:9: and there"
    )


def test_without_the_text_no_line_is_shown():
    """An unreadable file has no lines."""
    assert picture(problem(1, 1, hint="x"), None) == ("f.yaml:1:1: error: it is wrong\n  help: x")


def test_carets_stand_under_wide_characters_and_tabs():
    """The caret line has the same columns as the line above it."""
    told = picture(problem(1, 5, 2), "\t日本é🙂x").splitlines()
    assert told[1:] == ["  1 | \t日本é🙂x", "    | \t     ^^^"]


def test_a_long_line_is_cut_around_the_caret():
    """What is wrong is always in sight."""
    told = picture(problem(1, 500, 3), "a" * 499 + "bcd" + "e" * 500).splitlines()
    assert len(told[1]) <= 130
    assert "bcd" in told[1]
    assert told[2].index("^^^") == told[1].index("bcd")


def test_no_character_moves_the_cursor():
    """A file cannot send escape sequences to the terminal, nor turn the reading direction."""
    told = picture(problem(1, 1), "\x1b[31m red \u202e \x07")
    assert told.splitlines()[1] == "  1 | \ufffd[31m red \ufffd \ufffd"


def test_colour_is_on_request():
    """The plain text is the same with and without it."""
    import re

    plain = picture(problem(1, 1, hint="x"), "abc")
    coloured = picture(problem(1, 1, hint="x"), "abc", color=True)
    assert coloured != plain
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == plain


def test_a_place_outside_the_text_is_no_accident():
    """The picture is drawn without its line."""
    assert picture(problem(7, 1), "one line") == "f.yaml:7:1: error: it is wrong"
