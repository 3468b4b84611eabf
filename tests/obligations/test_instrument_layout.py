"""The same contents always give the same bytes, and YAML reads them back."""

from typing import Any

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from obligations.instruments.layout import WIDTH, lay_out

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).filter(
    lambda text: text == text.replace("\r\n", "\n").strip()
)


def read(text: str) -> Any:
    """What any reader of YAML makes of it."""
    return yaml.safe_load(text)


@given(TEXTS)
@example("yes")
@example("12.10")
@example("2003-09-16")
@example("a: b # c")
@example("one\n  two\n\nthree")
@example("two  blanks " + 30 * "and so on ")
@example("前文" * 60)
@example("line\u2028break\x85")
@example('it\'s "both"')
def test_a_text_comes_back(text):
    contents = {
        "instrument": {"title": text, "number": text, "also": [text, text]},
        "articles": [{"references": [{"to": text, "words": text}], "note": text}],
    }
    laid_out = lay_out(contents)
    assert read(laid_out) == contents
    assert lay_out(read(laid_out)) == laid_out


def test_long_texts_fold_at_the_width_and_blanks_stay():
    words = " ".join(["provision"] * 60)
    text = lay_out({"articles": [{"articles": [{"summary": words}]}]})
    lines = text.splitlines()
    assert lines[:3] == ["articles:", "  - articles:", "      - summary: >-"]
    assert max(len(line) for line in lines) <= WIDTH
    assert len(lines) == 3 + 7
    assert read(text) == {"articles": [{"articles": [{"summary": words}]}]}


def test_what_looks_like_a_number_is_quoted():
    assert lay_out({"a": {"number": "12.10", "page": 3, "survives": True}}) == (
        'a:\n  number: "12.10"\n  page: 3\n  survives: true\n'
    )


def test_entries_that_do_not_fit_a_line_stand_below():
    words = "as printed " * 9 + "there"
    text = lay_out({"articles": [{"references": [{"to": "1", "words": words}]}]})
    assert text.splitlines()[1:4] == [
        "  - references:",
        '      - to: "1"',
        "        words: >-",
    ]
    assert read(text) == {"articles": [{"references": [{"to": "1", "words": words}]}]}
