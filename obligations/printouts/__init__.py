"""PDF documents: what they say is gathered in Python, how they look stands in Typst files."""

from obligations.printouts.calendar import calendar_of
from obligations.printouts.certificate import certificate_of
from obligations.printouts.typesetting import typeset

__all__ = ["calendar_of", "certificate_of", "typeset"]
