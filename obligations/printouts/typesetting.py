"""Typst: from what a document says to a PDF."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import noto_cjk_sans_jp_bold
import noto_cjk_sans_jp_regular
import typst

HERE = Path(__file__).parent


def typeset(kind: str, content: Mapping[str, Any], *, language: str) -> bytes:
    """The PDF (PDF/UA: tagged, readable aloud) of a `kind` that a .typ file here lays out.

    `content` reaches it as data, so nothing in it is ever read as markup. Raises typst.TypstError.
    """
    return _compile(kind, content, language=language, as_="pdf")[0]


def draw(kind: str, content: Mapping[str, Any], *, language: str) -> list[bytes]:
    """Each page of the same as a picture (PNG)."""
    return _compile(kind, content, language=language, as_="png")


def _compile(
    kind: str, content: Mapping[str, Any], *, language: str, as_: Literal["pdf", "png"]
) -> list[bytes]:
    made = typst.compile(
        str(HERE / f"{kind}.typ"),
        root=str(HERE),
        format=as_,
        font_paths=_font_folders(),
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(content), "language": language},
        pdf_standards="ua-1" if as_ == "pdf" else [],
    )
    return cast(list[bytes], made if isinstance(made, list) else [made])


@cache
def _font_folders() -> list[str]:
    """Where the fonts lie that hold Latin and Japanese letters."""
    fonts = (noto_cjk_sans_jp_regular.FONT_PATH, noto_cjk_sans_jp_bold.FONT_PATH)
    return [str(Path(str(font)).parent) for font in fonts]
