"""Words as the index has them: folded, numbers joined, Chinese characters and kana apart.

The database does the same with what it indexes (`search_lexemes`, in the migration that creates
the search table).
"""

import re
import unicodedata

CJK = "\u3005\u3006\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3041-\u3096\u30a1-\u30fa\u30fc-\u30fe"
ACCENTS = re.compile("[\u0300-\u036f]")
GROUP = re.compile(r"([0-9][0-9a-z]*) ?\( ?([0-9]{1,2}|[a-z]{1,2}|[ivx]{3,5}) ?\)")
JOINTS = (
    (re.compile(r"([0-9]),(?=[0-9][0-9][0-9])"), r"\1"),
    (re.compile(r"([0-9])[.-](?=[0-9])"), r"\1x"),
    *[(GROUP, r"\1x\2")] * 3,
)
ONE_CJK = re.compile(f"[{CJK}]")
WORD = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+")

# The same on a text as it stands, to find again what the index took for one word.
NUMBER_AS_WRITTEN = (
    r"[0-9](?:[0-9]|,(?=[0-9]{3})|[.-](?=[0-9]))*"
    r"(?:[0-9A-Za-z]*(?: ?[(（] ?(?:[0-9]{1,2}|[A-Za-z]{1,2}|[ivxIVX]{3,5}) ?[)）]){0,3})"
)
AS_WRITTEN = re.compile(rf"[{CJK}]+|{NUMBER_AS_WRITTEN}|[^\W_{CJK}]+")


def fold(text: str) -> str:
    """Without case, accents and width: “Café ＩＩＪ” is “cafe iij”."""
    if text.isascii():
        return text.lower()
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFKC", bare).lower()


def as_indexed(word: str) -> str:
    """A word of a text as the index has it."""
    folded = fold(word)
    return join_numbers(folded) if is_number(folded) else folded


def join_numbers(folded: str) -> str:
    """Each number as one word: “12.1 (3)” is “12x1x3”, “10,883” is “10883”."""
    for joint, replacement in JOINTS:
        folded = joint.sub(replacement, folded)
    return folded


def is_cjk(word: str) -> bool:
    """Whether the word is of Chinese characters and kana."""
    return not word.isascii() and ONE_CJK.match(word) is not None


def is_number(word: str) -> bool:
    """Whether the word is a number, as joined."""
    return "0" <= word[:1] <= "9"
