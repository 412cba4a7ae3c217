"""Secrets in texts and data: found in every spelling, and nothing else with them."""

import base64
import json
import pickle
from html import escape
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario_runner.masking.mask import Mask
from scenario_runner.masking.veil import veil, veiled

ODD = "sk-\"li'v\\e/47 +ö€😀%&<\n\t>="
PEM = "\n".join(["-----BEGIN KEY-----", *(f"{n:02}{'aB3+/x' * 10}" for n in range(30)), "-----"])

SPELLED = {
    "as it stands": lambda text: text,
    "JSON": json.dumps,
    "JSON in UTF-8": lambda text: json.dumps(text, ensure_ascii=False),
    "JSON in JSON": lambda text: json.dumps(json.dumps([text])),
    "JSON with slashes escaped": lambda text: json.dumps(text).replace("/", "\\/"),
    "a path of a URL": quote,
    "a part of a URL": lambda text: quote(text, safe=""),
    "a form": quote_plus,
    "in small letters": lambda text: _small(quote(text, safe="")),
    "a URL in a URL": lambda text: quote(quote(text, safe=""), safe=""),
    "a URL in JSON": lambda text: json.dumps(quote_plus(text)),
    "HTML": escape,
    "HTML in HTML": lambda text: escape(escape(text)),
    "Python": repr,
    "Python in ASCII": ascii,
    "bytes of Python": lambda text: repr(text.encode()),
    "base64": lambda text: _coded(text.encode()),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "base64 in a URL": lambda text: quote(_coded(text.encode()), safe=""),
    "base64 in lines": lambda text: base64.encodebytes(text.encode()).decode(),
    "base64 in lines in JSON": lambda text: json.dumps(base64.encodebytes(text.encode()).decode()),
    "JSON in base64": lambda text: _coded(json.dumps({"key": text}).encode()),
}


def _coded(text):
    return base64.b64encode(text).decode()


def _small(quoted):
    return "".join(part[:2].lower() + part[2:] if n else part
                   for n, part in enumerate(quoted.replace("%", "\0%").split("\0")))  # fmt: skip


@pytest.mark.parametrize("how", SPELLED)
@pytest.mark.parametrize("secret", ["sk-live-4711", ODD, PEM], ids=["plain", "odd", "long"])
@pytest.mark.parametrize("before", ["", "x", "xy", "user name:"])
def test_every_spelling_is_found_inside_of_a_longer_text(how, secret, before):
    """Nothing of the value is left but the few bits that base64 mixes with what is around it."""
    text = SPELLED[how](f"{before}{secret}, and more")
    masked = Mask(values=(("KEY", secret),)).text(text)
    whole = SPELLED[how](secret).strip("\"'b[]\\=")
    assert "***KEY" in masked
    assert whole[4:-4] not in masked
    assert len(masked) < len(text) - len(secret) + 40


WORDS = st.text(st.sampled_from("aB3 \"'\\/+-_%&<>=\n\t\u00e9\u20ac\U0001f600{}"), max_size=12)


@settings(deadline=None)  # patterns are made anew for each secret
@given(secret=WORDS.map(lambda text: f"{text}q9Z~"), before=WORDS, after=WORDS, data=st.data())
def test_a_value_is_found_however_it_is_spelled(secret, before, after, data):
    """Also in texts that look like it."""
    spell = SPELLED[data.draw(st.sampled_from(sorted(SPELLED)))]
    text = spell(before + secret + after)
    mask = Mask(values=(("KEY", secret),))
    assert mask.found(text) == ("KEY",)
    masked = mask.text(text)
    assert mask.found(masked) == ()
    assert mask.text(masked) == masked


@settings(deadline=None)
@given(before=WORDS, after=WORDS)
def test_what_is_no_secret_stays(before, after):
    """Word by word."""
    text = before + "sk-live-471" + after
    assert Mask(values=(("KEY", "sk-live-4711x"),)).text(text) == text


def test_data_is_masked_in_keys_texts_and_numbers():
    """What was different stays so; the data itself is left alone."""
    mask = Mask(values=(("KEY", "sk-live-4711"), ("PIN", "20264711")))
    data = {"sk-live-4711": 1, "c2stbGl2ZS00NzEx": [20264711, 7.5, True, None], "***KEY***": ()}
    assert mask.data(data) == {
        "***KEY***": 1,
        "***KEY, base64***": ["***PIN***", 7.5, True, None],
        "***KEY*** 2": (),
    }
    assert 20264711 in data["c2stbGl2ZS00NzEx"]


def test_the_longest_of_values_inside_of_each_other_is_told():
    """And neither is left in part."""
    mask = Mask(values=(("SHORT", "sk-live"), ("LONG", "sk-live-4711"), ("SAME", "sk-live")))
    assert mask.text("sk-live-4711 sk-live") == "***LONG*** ***SHORT***"


@pytest.mark.parametrize(
    ("name", "value", "text", "masked"),
    [
        ("A_KEY_OF", "A_KEY", "an A_KEY", "an ***"),
        ("KEY", "****", "a **** b", "a ###KEY### b"),
        ("KEY", "***k", "***kk", "###KEY###k"),
        ("KEY", "  sk-live-4711\n", "a sk-live-4711 b", "a ***KEY*** b"),
    ],
)
def test_the_mask_itself_holds_no_value(name, value, text, masked):
    """Where its name does, there is no name in it; blanks around a value are none of it."""
    assert Mask(values=((name, value),)).text(text) == masked


def test_lines_of_a_value_are_masked_one_by_one():
    """Logs print them so; short ones stand in other texts too."""
    mask = Mask(values=(("KEY", "first line\nand\nanother one"),))
    assert (
        mask.text("1: first line\n2: and\n3: another one") == "1: ***KEY***\n2: and\n3: ***KEY***"
    )
    assert mask.text("first line\n    and\r\n  another one") == "***KEY, escaped***"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("input_value='sk-live-4...4711 and'", "input_value='***KEY***...4711 and'"),
        ('got "…e-4711-abcdef"', 'got "…***KEY***"'),
        ("sk-li...", "sk-li..."),
        ("sk-live-…live-4711-abcdef", "***KEY***…***KEY***"),
    ],
)
def test_what_others_have_cut_is_masked(text, masked):
    """From six characters on: fewer may be any word."""
    assert Mask(values=(("KEY", "sk-live-4711-abcdef"),)).text(text) == masked


def test_the_end_of_a_text_begins_with_no_half_value():
    """What begins before the cut is left out whole."""
    mask = Mask(values=(("KEY", "sk-live-4711"),))
    for length in range(1, 40):
        end = mask.end_of("before sk-live-4711 after sk-live-4711", length)
        assert "before ***KEY*** after ***KEY***".endswith(end)
        assert end.count("*") % len("***" * 2) == 0


def test_a_mask_says_nothing_of_its_values():
    """In tracebacks its representation may be shown; it goes to other processes whole."""
    mask = Mask(values=(("KEY", "sk-live-4711"),))
    assert "4711" not in repr(mask)
    assert pickle.loads(pickle.dumps(mask)) == mask
    assert not Mask()
    assert Mask().text("sk-live-4711") == "sk-live-4711"


def test_a_veil_masks_while_it_lasts():
    """And only then."""
    with veiled(Mask(values=(("KEY", "sk-live-4711"),))):
        assert veil("sk-live-4711") == "***KEY***"
    assert veil("sk-live-4711") == "sk-live-4711"
