"""Marks text for translation without translating it; the pages translate when they show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:  # noqa: N802 - the extraction keyword that Babel and xgettext know
    """Return `text` unchanged; its use tells the extractor that this is a msgid."""
    return text


@dataclass(frozen=True)
class Message:
    """A sentence as data: `template` is a translatable msgid, `values` fills it."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.values


class SourceError(ValueError):
    """A file or a part that cannot be used as given; the sentence says why and names the fix."""

    def __init__(self, template: str, **values: object) -> None:
        self.template = template
        self.values = values
        super().__init__(template % values)
