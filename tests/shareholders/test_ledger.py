"""The ledger of the seed, to the share; figures from the Schedule 13D of 25 September 2003."""

from datetime import date

import pytest
from django.conf import settings
from django.db import InternalError, transaction

from agreements.models import Party
from obligations.loading import load_parties
from shareholders.loading import load_ledger
from shareholders.models import ShareTransaction
from shareholders.services import record_transaction

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger() -> None:
    load_parties(settings.BASE_DIR / "fixtures" / "parties.yaml")
    load_ledger(settings.BASE_DIR / "fixtures" / "share-ledger.yaml")


def held(day: date) -> dict[str | None, int]:
    return {p.holder: p.shares for p in ShareTransaction.objects.as_of(day).positions()}


def test_before_the_allotment_25745_shares_were_outstanding(ledger: None) -> None:
    assert held(date(2003, 9, 15)) == {"NTT Communications": 1252, None: 24493}


def test_after_the_allotment_38360_shares_are_outstanding(ledger: None) -> None:
    assert held(date(2003, 9, 16)) == {"NTT": 10095, "NTT Communications": 2040, None: 26225}
    assert sum(held(date(2003, 9, 16)).values()) == 38360


def test_shares_in_per_cent_before_dilution(ledger: None) -> None:
    positions = ShareTransaction.objects.as_of(date(2003, 9, 16)).positions()
    assert [(p.holder, f"{p.percent:.2f}") for p in positions] == [
        ("NTT", "26.32"),
        ("NTT Communications", "5.32"),
        (None, "68.37"),
    ]


def test_new_shares_are_held_from_the_day_after_payment(ledger: None) -> None:
    issue = ShareTransaction.objects.get(holder__key="ntt")
    assert (issue.traded_on, issue.effective_on) == (date(2003, 9, 16), date(2003, 9, 17))


def test_what_no_source_states_is_marked_as_inferred(ledger: None) -> None:
    inferred = ShareTransaction.objects.get(inferred=True)
    assert (inferred.shares, inferred.holder) == (1732, None)


def test_loading_again_changes_nothing(ledger: None) -> None:
    load_ledger(settings.BASE_DIR / "fixtures" / "share-ledger.yaml")
    assert ShareTransaction.objects.count() == 5


def test_nobody_sells_more_than_they_hold(ledger: None) -> None:
    with pytest.raises(ValueError, match=r"NTT hold 10,095 shares, not 10,096: check the number"):
        record_transaction(
            holder=Party.objects.get(key="ntt"),
            kind="transfer",
            shares=-10096,
            traded_on=date(2003, 9, 18),
            source="test",
        )


def test_entries_cannot_be_changed_or_deleted(ledger: None) -> None:
    with pytest.raises(InternalError, match="append_only"), transaction.atomic():
        ShareTransaction.objects.update(shares=1)
    with pytest.raises(InternalError, match="append_only"), transaction.atomic():
        ShareTransaction.objects.all().delete()
