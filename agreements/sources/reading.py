"""A file's bytes to a document: plain text, PDF or DOCX, told apart by what they hold."""

from .documents import Document
from .messages import N_, SourceError
from .pages import paginate
from .pdf import read_pdf
from .plain_text import decode
from .word import read_word

LARGEST = 20 * 1024 * 1024  # bytes

# How files that people mistake for text begin, and what they are.
_OTHER_FORMATS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", N_("an old Word (.doc) or Office file")),
    (b"{\\rtf", N_("an RTF file")),
    (b"%!PS", N_("a PostScript file")),
    (b"\x89PNG", N_("a picture")),
    (b"\xff\xd8\xff", N_("a picture")),
    (b"GIF8", N_("a picture")),
    (b"II*\x00", N_("a picture")),
    (b"MM\x00*", N_("a picture")),
    (b"\x1f\x8b", N_("a compressed file")),
)


def read_document(content: bytes, *, name: str) -> Document:
    """Read `content`, the bytes of the file `name`.

    Raises SourceError if it is empty, over 20 MB, binary, damaged, encrypted, a scan without
    text, or in an encoding that is not known.
    """
    if len(content) > LARGEST:
        raise SourceError(
            N_(
                "“%(name)s” has %(size).1f MB; at most %(largest)d MB are read. "
                "Import the agreement without its pictures, or in parts."
            ),
            name=name,
            size=len(content) / 1024 / 1024,
            largest=LARGEST // 1024 // 1024,
        )
    document = _read(content, name=name)
    if not document.text.strip():
        raise SourceError(
            N_("“%(name)s” is empty. Choose the file that holds the signed text."), name=name
        )
    return document


def _read(content: bytes, *, name: str) -> Document:
    if b"%PDF-" in content[:1024]:
        return read_pdf(content, name=name)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return read_word(content, name=name)
    for beginning, what in _OTHER_FORMATS:
        if content.startswith(beginning):
            raise SourceError(
                N_("“%(name)s” is %(what)s. Save it as PDF, DOCX or plain text and import that."),
                name=name,
                what=what,
            )
    return paginate(decode(content, name=name))
