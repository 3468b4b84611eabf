"""Instruments made by hand, for checks that need no database."""

import pytest

from obligations.consistency.records import Division, Instrument, Provision
from tests.obligations.consistency.made import make


@pytest.fixture
def chapters() -> Instrument:
    """Articles 5, 6 and 7, the last with a paragraph."""
    return make(
        Provision(5, "5", division=Division.ARTICLE),
        Provision(6, "6", division=Division.ARTICLE),
        Provision(7, "7", division=Division.ARTICLE),
        Provision(71, "7(1)", parent=7),
        Provision(72, "7(2)", parent=7),
        Provision(73, "7(3)", parent=7),
    )
