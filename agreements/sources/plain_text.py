"""Bytes of a text file to text: UTF-8, UTF-16 with its mark, Windows-1252 and Japanese."""

import codecs
import re

from .messages import N_, SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x7f]")
_JAPANESE = re.compile(r"[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HALF_WIDTH = re.compile(r"[\uff61-\uff9f]")


def decode(content: bytes, *, name: str) -> str:
    """The text of `content`. Raises SourceError if it is binary or its encoding is unknown."""
    marked = content.startswith(_UTF_16)
    text = "" if b"\x00" in content and not marked else _decode(content, name=name)
    # An old text file may end in a few control characters; a binary file is full of them.
    if len(_CONTROLS.findall(text)) > len(text) / 200 or (content and not text):
        raise SourceError(
            N_(
                "“%(name)s” is not a text but a binary file. "
                "Save the document as PDF, DOCX or plain text (UTF-8) and import that."
            ),
            name=name,
        )
    return text


def _decode(content: bytes, *, name: str) -> str:
    encodings = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
    if not encodings:
        encodings = ["iso2022_jp"] if b"\x1b$" in content and content.isascii() else ["utf-8"]
    for encoding in encodings:
        text = _try(content, encoding)
        if text is not None:
            return text
    guesses = [] if encodings != ["utf-8"] else _guesses(content)
    if not guesses:
        raise SourceError(
            N_(
                "The characters of “%(name)s” are in an encoding that is not known here. "
                "Save it as plain text in UTF-8 and import that."
            ),
            name=name,
        )
    return guesses[0]


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _guesses(content: bytes) -> list[str]:
    """Japanese, the more convincing of the two first, then Windows-1252."""
    japanese = [text for encoding in ("cp932", "euc_jp") if (text := _try(content, encoding))]
    likely = sorted((text for text in japanese if _likeness(text) > 0.8), key=_likeness)
    western = _try(content, "cp1252")
    return [*reversed(likely), *([western] if western is not None else [])]


def _likeness(text: str) -> float:
    """The share of a text's non-ASCII characters that Japanese prose uses, 0 without kana."""
    others = sum(not char.isascii() for char in text)
    if not _KANA.search(text):
        return 0.0
    return (len(_JAPANESE.findall(text)) - len(_HALF_WIDTH.findall(text))) / others
