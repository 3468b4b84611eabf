"""Numbers as agreements print them: roman, letters, words, full-width, kanji, circled."""

import re

_ROMAN = (
    (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"),
    (1, "i"),
)  # fmt: skip
_VALID_ROMAN = re.compile(r"(?=.)c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty",
)  # fmt: skip
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
_KANJI = {char: value for value, char in enumerate("〇一二三四五六七八九")}
_FIRST_CIRCLED = ord("①")
_CIRCLED = 20
_LETTERS = 26


def from_roman(text: str) -> int | None:
    """1 to 399, or None where the letters are not a roman number ("iiii", "vx")."""
    text = text.lower()
    if not _VALID_ROMAN.fullmatch(text):
        return None
    total = 0
    for value, numeral in _ROMAN:
        while text.startswith(numeral):
            total, text = total + value, text[len(numeral) :]
    return total


def to_roman(number: int) -> str:
    """In small letters."""
    text = ""
    for value, numeral in _ROMAN:
        count, number = divmod(number, value)
        text += numeral * count
    return text


def from_letters(text: str) -> int | None:
    """a is 1, z is 26, aa is 27, bb is 28, as lists go on; None for any other letters."""
    text = text.lower()
    if len(set(text)) != 1 or not "a" <= text[0] <= "z":
        return None
    return ord(text[0]) - ord("a") + 1 + _LETTERS * (len(text) - 1)


def to_letters(number: int) -> str:
    """In small letters."""
    rounds, letter = divmod(number - 1, _LETTERS)
    return chr(ord("a") + letter) * (rounds + 1)


def to_circled(number: int) -> str:
    return chr(_FIRST_CIRCLED + number - 1) if 1 <= number <= _CIRCLED else f"({number})"


def from_circled(text: str) -> int:
    return ord(text) - _FIRST_CIRCLED + 1


def from_words(text: str) -> int | None:
    """ "four" or "fourth" is 4; None for a word that is no number up to twenty."""
    text = text.lower()
    for words in (_WORDS, _ORDINALS):
        if text in words:
            return words.index(text) + 1
    return None


def from_japanese(text: str) -> int | None:
    """Full-width and ASCII digits, and kanji up to 999 ("十二" is 12)."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in _KANJI:
            digit = digit * 10 + _KANJI[char]
        elif char in "十百":
            total, digit = total + (digit or 1) * (10 if char == "十" else 100), 0
        else:
            return None
    return total + digit or None
