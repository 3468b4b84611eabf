"""Pages as people meet them: what they read, what they can press, what a form holds."""

from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from django.http import HttpResponseBase
from django.test import Client

VOID = {"input", "meta", "link", "br", "hr", "img"}


@dataclass(frozen=True)
class Page:
    """A page, or the part of one that htmx asked for."""

    root: ET.Element

    @property
    def text(self) -> str:
        return words(self.root)

    @property
    def main(self) -> str:
        """The text without navigation and day of the page."""
        main = self.root.find(".//main")
        assert main is not None
        return words(main)

    @property
    def heading(self) -> str:
        (heading,) = self.root.iter("h1")
        return words(heading)

    @property
    def messages(self) -> list[str]:
        return [words(item) for item in self.of_class("message") if item.tag == "li"]

    @property
    def errors(self) -> list[str]:
        return [words(item) for found in self.of_class("errorlist") for item in found.iter("li")]

    @property
    def actions(self) -> list[str]:
        """What can be pressed in the main part: buttons, and links that look like buttons."""
        main = self.root.find(".//main")
        assert main is not None
        return [
            words(item)
            for item in main.iter()
            if item.tag == "button" or (item.tag == "a" and "btn" in item.get("class", "").split())
        ]

    @property
    def links(self) -> dict[str, str]:
        """Text to address; of links with one text the last."""
        return {words(link): link.get("href", "") for link in self.root.iter("a")}

    def of_class(self, name: str) -> list[ET.Element]:
        return [item for item in self.root.iter() if name in item.get("class", "").split()]

    def rows(self) -> list[str]:
        """The rows of all tables."""
        return [words(row) for body in self.root.iter("tbody") for row in body.iter("tr")]

    def field(self, name: str) -> ET.Element:
        """The field of this name that people see."""
        named = (item for item in self.root.iter() if item.get("name") == name)
        (found,) = (item for item in named if item.get("type") != "hidden")
        return found

    def value(self, name: str) -> str:
        """What a field of a form holds."""
        found = self.field(name)
        if found.tag == "select":
            return next(
                (o.get("value", "") for o in found.iter("option") if o.get("selected") is not None),
                "",
            )
        if found.get("type") == "checkbox":
            return "on" if found.get("checked") is not None else ""
        return words(found) if found.tag == "textarea" else found.get("value", "")

    def choices(self, name: str) -> list[str]:
        return [words(option) for option in self.field(name).iter("option")]


class Reader(HTMLParser):
    """Builds a tree, and refuses a tag that closes what is not open."""

    def __init__(self) -> None:
        super().__init__()
        self.tree = ET.TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.tree.end(tag)
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        opened = self.open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}> at {self.getpos()}"
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        self.tree.data(data)


def read(response: HttpResponseBase) -> Page:
    """The body of a response."""
    reader = Reader()
    reader.feed(f"<root>{response.content.decode()}</root>")  # type: ignore[attr-defined]
    return Page(reader.tree.close())


def words(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def get(client: Client, url: str, **query: str) -> Page:
    """The page at `url`, which must be there and be fit for a screen reader."""
    response = client.get(url, query)
    assert response.status_code == 200, response.status_code
    page = read(response)
    assert_accessible(page)
    return page


def assert_accessible(page: Page) -> None:
    """One heading of the first rank, a language, no name given twice, each field with a label."""
    (html,) = page.root.iter("html")
    assert html.get("lang")
    assert page.heading
    ids = Counter(item.get("id") for item in page.root.iter() if item.get("id"))
    assert not [name for name, number in ids.items() if number > 1]
    labels = {label.get("for") for label in page.root.iter("label")}
    fields = (item for item in page.root.iter() if item.tag in {"input", "select", "textarea"})
    for item in fields:
        is_named = item.get("id") in labels or item.get("aria-label")
        assert item.get("type") == "hidden" or is_named, item.attrib
        assert set(item.get("aria-describedby", "").split()) <= ids.keys(), item.attrib
