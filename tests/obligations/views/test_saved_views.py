"""Saved views: kept under a name, opened by a link, and no way to what must not be known."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from obligations.models import SavedView
from tests.obligations.views.conftest import SECRET
from tests.pages import get, read

URL = "/views/"
FILTER = {"kind": "duty", "party": "ntt", "sort": "-owner", "show": "all"}
SAID = "party=ntt&kind=duty&sort=-owner&show=all"


@pytest.fixture
def theirs(officer: Client) -> SavedView:
    """A view of the compliance officer, not shared."""
    officer.post(f"{URL}?{SAID}", {"name": "NTT"})
    return SavedView.objects.get()


def share(view: SavedView) -> None:
    view.is_shared = True
    view.save()


def test_the_register_leads_to_the_form_and_the_form_back(officer: Client) -> None:
    page = get(officer, "/obligations/", **FILTER, page="2")
    assert page.links["Save this view"] == f"{URL}?{SAID}"
    page = get(officer, page.links["Save this view"])
    assert "Party NTT Kind Duty Sort by Owner: Z to A Show All" in page.main
    response = officer.post(f"{URL}?{SAID}", {"name": "NTT"}, follow=True)
    assert response.redirect_chain == [(f"/obligations/?{SAID}", 302)]
    page = read(response)
    assert page.messages == ["Saved: NTT"]
    (chip,) = (link for link in page.root.iter("a") if link.text == "NTT")
    assert (chip.get("href"), chip.get("aria-current")) == (f"/obligations/?{SAID}", "true")


def test_it_keeps_the_day_of_the_page_and_is_of_no_day_itself(
    officer: Client, theirs: SavedView
) -> None:
    page = get(officer, "/obligations/", as_of="2026-11-13")
    assert page.links["NTT"] == f"/obligations/?{SAID}&as_of=2026-11-13"
    assert "as_of" not in theirs.query


def test_the_same_name_again_takes_the_place_of_the_earlier(
    officer: Client, theirs: SavedView
) -> None:
    response = officer.post(f"{URL}?kind=right", {"name": "NTT", "is_shared": "on"}, follow=True)
    assert read(response).messages[-1] == "Saved in the place of the earlier: NTT"
    (view,) = SavedView.objects.all()
    assert (view.key, view.query, view.is_shared) == (theirs.key, "kind=right", True)


def test_two_people_may_use_one_name_but_one_person_may_not(
    theirs: SavedView, insider: Client
) -> None:
    insider.post(URL, {"name": "NTT"})
    assert SavedView.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(owner=theirs.owner, name="NTT")


def test_a_view_needs_a_name_and_what_was_typed_stays(officer: Client) -> None:
    page = read(officer.post(f"{URL}?{SAID}", {"name": "x" * 61, "is_shared": "on"}))
    assert page.errors == ["Ensure this value has at most 60 characters (it has 61)."]
    assert (page.value("name"), page.value("is_shared")) == ("x" * 61, "on")
    assert read(officer.post(URL, {"name": ""})).errors == ["This field is required."]
    assert not SavedView.objects.exists()


def test_a_wrong_filter_is_not_kept(officer: Client) -> None:
    response = officer.post(f"{URL}?kind=wish", {"name": "Wish"}, follow=True)
    assert read(response).errors == ["Kind: “wish” is not in the list. Choose one of it."]
    assert not SavedView.objects.exists()


def test_a_private_view_is_not_there_for_anybody_else(
    officer: Client, insider: Client, auditor: Client, theirs: SavedView
) -> None:
    link = theirs.get_absolute_url()
    assert officer.get(link).headers["Location"] == f"/obligations/?{SAID}"
    for client in (insider, auditor):
        assert client.get(link).status_code == 404
        assert client.post(f"{link}delete/").status_code == 404
        assert "NTT" not in get(client, URL).main
    assert SavedView.objects.exists()


def test_a_shared_one_opens_for_whoever_has_the_link_and_is_in_nobody_elses_list(
    officer: Client, auditor: Client, theirs: SavedView
) -> None:
    share(theirs)
    link = theirs.get_absolute_url()
    assert f"http://testserver{link}" in get(officer, URL).main
    assert auditor.get(link).headers["Location"] == f"/obligations/?{SAID}"
    assert "NTT" not in get(auditor, URL).main
    assert auditor.post(f"{link}delete/").status_code == 404


def test_a_shared_view_of_a_restricted_instrument_shows_nothing_of_it(
    insider: Client, officer: Client
) -> None:
    insider.post(f"{URL}?agreement=umbrella", {"name": "Secret", "is_shared": "on"})
    link = SavedView.objects.get().get_absolute_url()
    assert SECRET in read(insider.get(link, follow=True)).main
    page = read(officer.get(link, follow=True))
    assert SECRET not in page.text
    assert page.errors == ["Instrument: “umbrella” is not in the list. Choose one of it."]


def test_the_owner_deletes_it(officer: Client, theirs: SavedView) -> None:
    page = read(officer.post(f"{theirs.get_absolute_url()}delete/", follow=True))
    assert page.messages[-1] == "Deleted: NTT"
    assert not SavedView.objects.exists()


def test_an_auditor_keeps_views_too(auditor: Client) -> None:
    auditor.post(f"{URL}?show=overdue", {"name": "Late"})
    assert SavedView.objects.get().owner == User.objects.get(email="auditor@demo.localhost")
