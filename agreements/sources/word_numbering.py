"""The numbers that Word puts before paragraphs, which stand nowhere in the text itself."""

from collections import defaultdict
from dataclasses import dataclass

from docx.document import Document as WordFile
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from .numerals import to_circled, to_letters, to_roman


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    pattern: str
    start: int
    indent: int


class WordNumbering:
    """Counts the lists of one file, in the order in which its paragraphs are read.

    ECMA-376 part 1, 17.9: a paragraph names a list (`numId`) and a level; the list refers to
    an abstract one, whose levels say how each number looks.
    """

    def __init__(self, file: WordFile) -> None:
        self._styles = {
            style.get(qn("w:styleId")): style for style in file.styles.element.iter(qn("w:style"))
        }
        self._lists: dict[str, str] = {}
        self._levels: dict[tuple[str, int], _Level] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        for relation in file.part.rels.values():
            if relation.reltype.endswith("/numbering") and isinstance(
                relation.target_part, XmlPart
            ):
                self._load(relation.target_part.element)

    def _load(self, root: BaseOxmlElement) -> None:
        for abstract in root.iter(qn("w:abstractNum")):
            for level in abstract.iter(qn("w:lvl")):
                key = (abstract.get(qn("w:abstractNumId")), int(level.get(qn("w:ilvl"))))
                self._levels[key] = _level(level)
        for number in root.iter(qn("w:num")):
            self._lists[number.get(qn("w:numId"))] = _value(number, "w:abstractNumId") or ""

    def label(self, paragraph: BaseOxmlElement) -> tuple[str, int]:
        """The paragraph's number, empty if it has none, and its indent in twips."""
        properties = paragraph.find(qn("w:pPr"))
        indent = _indent(properties)
        found = self._list_of(properties)
        if found is None:
            return "", indent
        abstract, depth = self._lists.get(found[0], ""), found[1]
        level = self._levels.get((abstract, depth))
        if level is None or level.form == "none":
            return "", indent
        if level.form == "bullet":
            return "•", indent or level.indent
        counts = self._counts[abstract]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [at for at in counts if at > depth]:
            del counts[deeper]
        return self._print(abstract, depth), indent or level.indent

    def _print(self, abstract: str, depth: int) -> str:
        text = self._levels[abstract, depth].pattern
        for at in range(depth + 1):
            level = self._levels.get((abstract, at))
            if level is not None:
                count = self._counts[abstract].get(at, level.start)
                text = text.replace(f"%{at + 1}", _numeral(count, level.form))
        return text

    def _list_of(self, properties: BaseOxmlElement | None) -> tuple[str, int] | None:
        """The list and level that the paragraph names, or its style, or that style's parent."""
        depth: int | None = None
        seen: set[str | None] = set()
        holder = None if properties is None else properties.getparent()
        while holder is not None:
            properties = holder.find(qn("w:pPr"))
            numbers = None if properties is None else properties.find(qn("w:numPr"))
            named = _value(numbers, "w:ilvl")
            depth = int(named) if depth is None and named is not None else depth
            number = _value(numbers, "w:numId")
            if number is not None:
                return None if number == "0" else (number, depth or 0)
            style = _value(properties, "w:pStyle") or _value(holder, "w:basedOn")
            holder = None if style in seen else self._styles.get(style)
            seen.add(style)
        return None


def _level(element: BaseOxmlElement) -> _Level:
    return _Level(
        form=_value(element, "w:numFmt") or "decimal",
        pattern=_value(element, "w:lvlText") or "",
        start=int(_value(element, "w:start") or 1),
        indent=_indent(element.find(qn("w:pPr"))),
    )


def _indent(properties: BaseOxmlElement | None) -> int:
    indent = None if properties is None else properties.find(qn("w:ind"))
    if indent is None:
        return 0
    left = indent.get(qn("w:left")) or indent.get(qn("w:start")) or "0"
    hanging = indent.get(qn("w:hanging")) or "0"
    return max(0, int(float(left)) - int(float(hanging)))


def _value(parent: BaseOxmlElement | None, tag: str) -> str | None:
    child = None if parent is None else parent.find(qn(tag))
    return None if child is None else child.get(qn("w:val"))


def _numeral(count: int, form: str) -> str:
    match form:
        case "lowerLetter":
            return to_letters(count)
        case "upperLetter":
            return to_letters(count).upper()
        case "lowerRoman":
            return to_roman(count)
        case "upperRoman":
            return to_roman(count).upper()
        case "decimalZero":
            return f"{count:02d}"
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese":
            return to_circled(count)
    return str(count)
