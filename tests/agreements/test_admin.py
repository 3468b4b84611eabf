"""What an administrator does with parties, fiscal years and instruments in admin."""

from datetime import date

import pytest
from django.urls import reverse

from agreements.models import (
    Agreement,
    AgreementParty,
    AgreementReader,
    Article,
    FiscalPeriod,
    FiscalYear,
    Party,
)
from obligations.models import Obligation
from tests.admin_pages import (
    assert_list_costs_the_same,
    assert_not_deletable,
    assert_read_only,
    errors_of,
    inline,
    page,
    queries_of,
    rows_of,
)
from tests.factories import (
    AdministratorFactory,
    AgreementFactory,
    AgreementPartyFactory,
    AgreementReaderFactory,
    ArticleFactory,
    DeadlineFactory,
    FiscalYearFactory,
    PartyFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return AdministratorFactory()


@pytest.fixture
def admin_client(client, administrator):
    client.force_login(administrator)
    return client


def agreement_form(**changes):
    return {
        "title": "Secret Agreement",
        "short_title": "Secret",
        "slug": "secret",
        "kind": "agreement",
        "governing_law": "Japan",
        "zone": "Asia/Tokyo",
        "policy": "japan-full",
        **inline("agreement_parties"),
        **inline("agreementreader_set"),
        **changes,
    }


def periods_of(year):
    rows = year.periods.order_by("unit", "number")
    return [(row.unit, row.number, row.start, row.end) for row in rows]


def test_stating_a_transition_year_gives_its_periods(admin_client):
    form = {"party": PartyFactory().pk, "label": "FY2027", "start": "2027-04-01"}
    response = admin_client.post(page(FiscalYear, "add"), {**form, "end": "2027-11-30"})
    year = FiscalYear.objects.get()
    assert response.url == page(FiscalYear, "change", year.pk)
    assert periods_of(year) == [
        ("half", 1, date(2027, 4, 1), date(2027, 9, 30)),
        ("half", 2, date(2027, 10, 1), date(2027, 11, 30)),
        ("quarter", 1, date(2027, 4, 1), date(2027, 6, 30)),
        ("quarter", 2, date(2027, 7, 1), date(2027, 9, 30)),
        ("quarter", 3, date(2027, 10, 1), date(2027, 11, 30)),
        ("year", 1, date(2027, 4, 1), date(2027, 11, 30)),
    ]
    assert year.history.count() == 1


def year_form(year, **changes):
    """The form of a year of twelve months; `changes` name days by period, such as q4_end."""
    rows = []
    for period in year.periods.order_by("unit", "number"):
        key = f"{period.unit[0]}{period.number}"
        row = {"id": period.pk, "unit": period.unit, "number": period.number}
        row |= {"start": period.start, "end": changes.get(f"{key}_end", period.end)}
        rows.append(row | changes.get(key, {}))
    return {
        "party": year.party_id,
        "label": year.label,
        "start": year.start,
        "end": changes.get("end", year.end),
        **inline("periods", *rows, initial=len(rows)),
    }


def test_moving_the_end_of_a_year_with_all_its_periods(admin_client):
    year = FiscalYearFactory(start=date(2027, 4, 1))
    february = date(2028, 2, 29)
    ends = {"end": february, "q4_end": february, "h2_end": february, "y1_end": february}
    response = admin_client.post(page(FiscalYear, "change", year.pk), year_form(year, **ends))
    assert response.status_code == 302
    assert [row[3] for row in periods_of(year)][-1] == february


def test_periods_that_do_not_fill_the_year_are_refused(admin_client):
    year = FiscalYearFactory(start=date(2027, 4, 1))
    form = year_form(year, end=date(2028, 2, 29))
    response = admin_client.post(page(FiscalYear, "change", year.pk), form)
    assert "must end on Tue 29 Feb 2028" in errors_of(response)
    form = year_form(year, q2_end=date(2027, 9, 29))
    response = admin_client.post(page(FiscalYear, "change", year.pk), form)
    assert "Fiscal quarter 3 must begin on Thu 30 Sep 2027" in errors_of(response)


def test_shortening_a_year_drops_periods_that_no_deadline_counts_from(admin_client):
    year = FiscalYearFactory(start=date(2027, 4, 1))
    december = date(2027, 12, 31)
    form = year_form(year, end=december, h2_end=december, y1_end=december, q4={"DELETE": "on"})
    assert admin_client.post(page(FiscalYear, "change", year.pk), form).status_code == 302
    assert [row[:2] for row in periods_of(year)] == [
        ("half", 1),
        ("half", 2),
        ("quarter", 1),
        ("quarter", 2),
        ("quarter", 3),
        ("year", 1),
    ]


def test_a_period_from_which_a_deadline_counts_stays(admin_client):
    year = FiscalYearFactory()
    DeadlineFactory(period=year.periods.get(unit="quarter", number=4))
    form = year_form(year, q4={"DELETE": "on"})
    admin_client.post(page(FiscalYear, "change", year.pk), form)
    assert year.periods.count() == 7
    assert "DELETE" not in admin_client.get(page(FiscalYear, "change", year.pk)).text


def test_fiscal_years_that_overlap_are_refused(admin_client):
    year = FiscalYearFactory(start=date(2027, 4, 1))
    form = {"party": year.party_id, "label": "FY2028", "start": "2028-01-01", "end": "2028-12-31"}
    response = admin_client.post(page(FiscalYear, "add"), form)
    assert response.status_code == 200
    assert response.context["adminform"].form.non_field_errors()
    assert FiscalYear.objects.count() == 1


def test_a_party_is_not_its_own_ancestor(admin_client):
    parent = PartyFactory()
    child = PartyFactory(parent=parent)
    form = {"key": parent.key, "name": "X", "short_name": "X", "kind": "company"}
    response = admin_client.post(page(Party, "change", parent.pk), {**form, "parent": child.pk})
    assert "lies below" in errors_of(response)


def article_form(article, **changes):
    fields = ("number", "slug", "heading", "division", "position")
    data = {name: getattr(article, name) for name in fields}
    return {**data, "agreement": article.agreement_id, **changes}


def test_an_article_hangs_under_another_one_of_the_same_instrument(admin_client):
    article, elsewhere = ArticleFactory(), ArticleFactory()
    child = ArticleFactory(agreement=article.agreement, parent=article)
    url = page(Article, "change", article.pk)
    response = admin_client.post(url, article_form(article, parent=elsewhere.pk))
    assert "belongs to another instrument" in errors_of(response)
    response = admin_client.post(url, article_form(article, parent=child.pk))
    assert "lies below" in errors_of(response)
    sibling = ArticleFactory(agreement=article.agreement)
    assert admin_client.post(url, article_form(article, parent=sibling.pk)).status_code == 302


def test_letting_a_reader_in_says_who_did_it(admin_client, administrator):
    person = UserFactory()
    form = agreement_form(restricted="on", **inline("agreementreader_set", {"user": person.pk}))
    assert admin_client.post(page(Agreement, "add"), form).status_code == 302
    agreement = Agreement.objects.get()
    readers = {row.user: row.granted_by for row in AgreementReader.objects.all()}
    assert readers == {person: administrator, administrator: administrator}
    assert Agreement.objects.visible_to(person).get() == agreement


def test_putting_a_reader_out_leaves_a_trace(admin_client, administrator):
    agreement = AgreementFactory(restricted=True)
    AgreementReaderFactory(agreement=agreement, user=administrator)
    grant = AgreementReaderFactory(agreement=agreement)
    row = {"id": grant.pk, "agreement": agreement.pk, "DELETE": "on"}
    own = {"id": AgreementReader.objects.earliest("pk").pk, "agreement": agreement.pk}
    form = agreement_form(restricted="on", **inline("agreementreader_set", own, row, initial=2))
    assert admin_client.post(page(Agreement, "change", agreement.pk), form).status_code == 302
    assert list(agreement.readers.all()) == [administrator]
    trace = AgreementReader.history.filter(history_type="-").get()
    assert (trace.user, trace.history_user) == (grant.user, administrator)


def test_a_restricted_instrument_stays_hidden_from_other_administrators(admin_client):
    agreement = AgreementFactory(restricted=True, title="Project Nightingale")
    article = ArticleFactory(agreement=agreement)
    AgreementPartyFactory(agreement=agreement)
    AgreementReaderFactory(agreement=agreement)
    for row in (agreement, article):
        assert rows_of(admin_client, type(row)) == []
        assert admin_client.get(page(type(row), "change", row.pk)).status_code == 302
        assert admin_client.get(page(type(row), "history", row.pk)).status_code == 404
    for model in (AgreementParty, AgreementReader, Obligation):
        assert "Nightingale" not in admin_client.get(page(model)).text
    found = admin_client.get(
        reverse("admin:autocomplete"),
        {"app_label": "obligations", "model_name": "obligation", "field_name": "article"},
    )
    assert found.json()["results"] == []


def test_nothing_is_hung_under_a_hidden_instrument(admin_client):
    hidden = AgreementFactory(restricted=True)
    article = ArticleFactory()
    form = article_form(article, agreement=hidden.pk)
    response = admin_client.post(page(Article, "change", article.pk), form)
    assert "not one of the available choices" in errors_of(response)


def test_a_zone_that_does_not_exist_is_refused_by_name(admin_client):
    response = admin_client.post(page(Agreement, "add"), agreement_form(zone="Asia/Tokio"))
    assert "“Asia/Tokio” is not a time zone" in errors_of(response)


def test_records_of_instruments_are_not_deleted(admin_client):
    article = ArticleFactory()
    for row in (article, article.agreement, PartyFactory(), FiscalYearFactory()):
        assert_not_deletable(admin_client, row)


def test_rows_of_an_instrument_are_read_only_on_their_own_pages(admin_client):
    assert_read_only(admin_client, AgreementPartyFactory())
    reader = AgreementReaderFactory(agreement=AgreementFactory())
    assert_read_only(admin_client, reader)
    assert_read_only(admin_client, FiscalYearFactory().periods.get(unit="year"))


LISTS = [
    (Party, PartyFactory),
    (FiscalYear, FiscalYearFactory),
    (FiscalPeriod, FiscalYearFactory),
    (Agreement, AgreementFactory),
    (AgreementParty, AgreementPartyFactory),
    (Article, ArticleFactory),
]


@pytest.mark.parametrize(("model", "factory"), LISTS)
def test_lists_cost_the_same_however_long(admin_client, model, factory):
    assert_list_costs_the_same(admin_client, model, factory)


def test_the_list_of_readers_costs_the_same_however_long(admin_client):
    class OpenReaderFactory(AgreementReaderFactory):
        agreement__restricted = False

    assert_list_costs_the_same(admin_client, AgreementReader, OpenReaderFactory)


def test_choosing_an_article_costs_the_same_however_many(admin_client):
    url = reverse("admin:autocomplete")
    url += "?app_label=obligations&model_name=obligation&field_name=article"
    ArticleFactory.create_batch(3)
    few = queries_of(admin_client, url)
    ArticleFactory.create_batch(15)
    assert queries_of(admin_client, url) == few


def test_the_page_of_an_instrument_costs_the_same_however_many_readers(admin_client):
    agreement = AgreementFactory()
    AgreementReaderFactory.create_batch(3, agreement=agreement)
    url = page(Agreement, "change", agreement.pk)
    few = queries_of(admin_client, url)
    AgreementReaderFactory.create_batch(10, agreement=agreement)
    assert queries_of(admin_client, url) == few <= 20
