"""Marks text for translation without translating it; the pages translate when they show it."""


def N_(text: str) -> str:  # noqa: N802 - the extraction keyword that Babel and xgettext know
    """Return `text` unchanged; its use tells the extractor that this is a msgid."""
    return text
