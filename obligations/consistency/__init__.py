"""Checks of instruments against themselves and their neighbours; what disagrees is a finding.

`reading` fetches what the checks read; each check is a function of that and yields what it found.
Nothing here writes: `obligations.services.findings` stores, settles and reopens.
"""

from obligations.consistency.addresses import find_addresses
from obligations.consistency.equations import Equation, Weighed, weigh
from obligations.consistency.files import Checks, Settlement, read_checks
from obligations.consistency.numbering import find_disorder
from obligations.consistency.overlaps import find_overlaps
from obligations.consistency.reading import read_figures, read_instruments, read_places
from obligations.consistency.records import Check, Found, Instrument
from obligations.consistency.references import find_references
from obligations.consistency.terms import find_terms

OF_ONE = {
    Check.OVERLAP: find_overlaps,
    Check.REFERENCE: find_references,
    Check.TERM: find_terms,
    Check.NUMBERING: find_disorder,
}
"""The checks that read one instrument; the others compare it with its neighbours."""

__all__ = [
    "OF_ONE",
    "Check",
    "Checks",
    "Equation",
    "Found",
    "Instrument",
    "Settlement",
    "Weighed",
    "find_addresses",
    "read_checks",
    "read_figures",
    "read_instruments",
    "read_places",
    "weigh",
]
