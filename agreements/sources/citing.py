"""How an article is cited: "12.1(3)", "5.2", "Item 5(a)", "Exhibit 3-7, 1"."""

from collections.abc import Sequence

from .numbering import (
    ARTICLE,
    CHAPTER,
    ITEM,
    LIST,
    SECTION,
    SUPPLEMENT,
    Reading,
    Style,
    Value,
)  # fmt: skip
from .numerals import to_letters, to_roman


def is_container(style: Style) -> bool:
    """Chapters and headings hold articles whose numbers do not depend on them."""
    return style.rank <= CHAPTER or style.kind == "recitals"


def cite(reading: Reading, above: Sequence[Reading]) -> str:
    """The number in full. `above` are the readings over it, outermost first."""
    style, number = reading.style, reading.number
    if style.kind == SUPPLEMENT:
        return number
    if above and above[0].style.kind == SUPPLEMENT:
        return f"{above[0].number}, {cite(reading, above[1:])}"
    if style.rank == CHAPTER:
        western = style.kind.isascii()
        return (
            f"{style.kind.capitalize()} {number}" if western else style.shape.replace("#", number)
        )
    if style.rank == ITEM:
        return f"Item {number}"
    numbered = [item for item in above if not is_container(item.style)]
    whole = is_container(style) or style.rank == ARTICLE or "." in number
    if whole or (style.rank == SECTION and not numbered):
        return number
    parent = cite(numbered[-1], above[: above.index(numbered[-1])]) if numbered else ""
    if style.rank < LIST or style.shape in ("#.", "第#項", "#", "#.0"):
        return f"{parent}.{number}" if parent else number
    return f"{parent}({number})"


def print_value(value: Value, style: Style) -> str:
    """The number as a list of this style would print it."""
    *path, last = value
    if style.kind.endswith("letter") or style.shape.endswith("letters"):
        text = to_letters(last)
    elif "roman" in style.kind or style.shape.endswith("roman"):
        text = to_roman(last)
    else:
        text = str(last)
    if style.kind.startswith("upper") or style.shape.endswith(("roman", "letters")):
        text = text.upper()
    text = ("-" if style.rank < LIST else ".").join([*map(str, path), text])
    return f"({text})" if "(#)" in style.shape else text
