"""Reading an instrument: its provisions in order, with what hangs at each."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from agreements.models import Agreement, AgreementInstance, Article, Finding, SourceDocument
from obligations.coverage import accounted_for
from obligations.models import Obligation
from obligations.reading.tree import open_book
from tests.factories import (
    AmendmentFactory,
    ArticleChangeFactory,
    ArticleFactory,
    PartyFactory,
    SourceArticleFactory,
    SourceDocumentFactory,
)
from tests.obligations.views.conftest import SECRET, SUNDAY
from tests.pages import Page, get, words

WHOLE = "/agreements/subscription-agreement/"
FILING = "/agreements/schedule-13d/"
SIGNED = (
    "NTT shall, within 14 days from the date of its receipt of the written notice described in"
    " Section 14.2, notify IIJ."
)


def provision(page: Page, slug: str) -> ET.Element:
    """The section of a provision."""
    (found,) = (item for item in page.of_class("provision") if item.get("id") == slug)
    return found


def about(page: Page, slug: str) -> list[str]:
    """What stands below a provision, entry by entry."""
    lists = (item for item in provision(page, slug).iter("ul") if item.get("class") == "about")
    return [words(entry) for entry in next(lists).iter("li")]


def article(number: str, slug: str = "subscription-agreement") -> Article:
    return Article.objects.get(agreement__slug=slug, number=number)


@pytest.fixture
def signed(loaded: None, db: None) -> SourceDocument:
    """The filed translation as imported, of 14.3 only."""
    document = SourceDocumentFactory(agreement=Agreement.objects.get(slug="subscription-agreement"))
    SourceArticleFactory(document=document, article=article("14.3"), text=SIGNED)
    return document


@pytest.mark.parametrize("person", ["officer", "auditor"])
def test_people_read_the_whole_instrument(person: str, request: pytest.FixtureRequest) -> None:
    page = get(request.getfixturevalue(person), WHOLE)
    assert page.heading == "Subscription Agreement between NTT and IIJ"
    assert (
        "Executed Tue 16 Sep 2003 · Japan · in force as last confirmed Wed 1 Apr 2026" in page.main
    )
    assert "236 of 236 provisions accounted for" in page.main
    assert "Issuer Internet Initiative Japan Inc. (IIJ)" in page.main
    assert page.actions[:3] == ["Defined terms", "Amendments", "Closing checklist"]


def test_the_contents_go_by_chapter_with_counts(officer: Client) -> None:
    (contents,) = get(officer, WHOLE).of_class("toc")
    entries = [words(link) for link in contents.iter("a")]
    assert entries[:4] == [
        "Preamble Subscription Agreement",
        "Recitals WITNESSETH",
        "Chapter 1 Definitions",
        "1 Definitions",
    ]
    place = entries.index("Chapter 7 Management of IIJ")
    assert entries[place + 3] == "12 Submission of Financial Statements 16 obligations"


def test_headings_are_worded_by_division(officer: Client) -> None:
    headings = [words(item) for item in get(officer, WHOLE).root.iter("h2")]
    assert "Chapter 7. Management of IIJ" in headings
    assert "Article 12. Submission of Financial Statements" in headings
    assert any(heading.startswith("Exhibit 3-7") for heading in headings)
    assert not [heading for heading in headings if heading.startswith("Article Ex")]
    filing = [words(item) for item in get(officer, FILING).root.iter("h2")]
    assert "Item 7. Material to be filed as exhibits" in filing


def test_a_clause_shows_the_occurrence_that_matters_most(officer: Client) -> None:
    page = get(officer, WHOLE)
    (quarterly,) = (h for h in page.of_class("hook") if "quarterly st" in words(h))
    assert words(quarterly) == (
        "Duty Furnish quarterly statements to NTT Overdue 6 days act by Fri 13 Nov 2026"
        " IIJ → NTT · within 45 days after the end of each fiscal quarter If breached: 20(2)"
        " “Each” quarter includes the fourth, so unaudited figures fall due before audited ones."
    )
    assert "overdue" in quarterly.get("class", "").split()


def test_a_clause_says_what_its_breach_leads_to(officer: Client, insider: Client) -> None:
    Obligation.objects.get(key="sa-12-1-3").breach_leads_to.add(article("1", "umbrella"))
    page = get(officer, f"{WHOLE}12.1-3/")
    (hook,) = (h for h in page.of_class("hook") if "quarterly st" in words(h))
    assert "If breached: 20(2) “Each”" in words(hook)
    assert page.links["20(2)"] == f"{WHOLE}20-2/"
    assert f"20(2), {SECRET} 1" in get(insider, f"{WHOLE}12.1-3/").main


def test_where_a_breach_leads_says_from_where(officer: Client, insider: Client) -> None:
    secret = Obligation.objects.filter(article__agreement__slug="umbrella").first()
    assert secret
    secret.breach_leads_to.add(article("18.2"))
    page = get(officer, f"{WHOLE}18.2/")
    # 2: the issue of the New Shares, and their allotment; without them the right of 18.2 arises.
    (folded,) = (d for d in provision(page, "18.2").iter("details") if "leads here" in words(d))
    assert words(folded).startswith("A breach of any of 2 provisions leads here")
    assert SECRET not in page.main
    assert f"{SECRET} {secret.article.number}" in get(insider, f"{WHOLE}18.2/").main


def test_one_provision_on_the_page_of_its_article(officer: Client) -> None:
    page = get(officer, f"{WHOLE}14.3/")
    marked = [item.get("id") for item in page.of_class("provision") if item.get("aria-current")]
    assert marked == ["14.3"]
    (crumbs,) = page.of_class("crumbs")
    assert [words(step) for step in crumbs.iter("li")] == [
        "Instruments",
        "Subscription Agreement",
        "Chapter 8",
        "Article 14",
        "14.3",
    ]
    assert "Article 14. Anti-Dilution Clause" in page.main
    assert not [item for item in page.of_class("provision") if item.get("id") == "12.1"]
    (current,) = (a for a in page.of_class("toc")[0].iter("a") if a.get("aria-current"))
    assert words(current).startswith("14 Anti-Dilution Clause")
    near = {link.get("rel"): link for link in page.root.iter("a") if link.get("rel")}
    assert {rel: link.get("href") for rel, link in near.items()} == {
        "prev": f"{WHOLE}14.2/",
        "next": f"{WHOLE}14.3-number/",
    }
    assert {link.get("accesskey") for link in near.values()} == {"[", "]"}


def test_a_whole_article_stands_beside_whole_articles(officer: Client) -> None:
    page = get(officer, f"{WHOLE}12/")
    assert page.actions[-3:] == [
        "‹ Article 11. Attendance of Observers",
        "Article 13. Inspection of IIJ's Books of Account and Other Records ›",
        "Whole instrument",
    ]


def test_a_chapter_shows_its_articles(officer: Client) -> None:
    page = get(officer, f"{WHOLE}Chapter-7/")
    headings = [words(item).partition(".")[0] for item in page.root.iter("h2")]
    assert headings[:5] == ["Chapter 7", "Article 10", "Article 11", "Article 12", "Article 13"]
    assert "‹ Chapter 6" in page.actions[-3]


def test_the_first_and_the_last_page_have_one_neighbour(officer: Client) -> None:
    tops = Article.objects.filter(agreement__slug="subscription-agreement", parent=None)
    (first,) = get(officer, tops.earliest("position").get_absolute_url()).of_class("neighbours")
    (last,) = get(officer, tops.latest("position").get_absolute_url()).of_class("neighbours")
    assert [link.get("rel") for link in first.iter("a") if link.get("rel")] == ["next"]
    assert [link.get("rel") for link in last.iter("a") if link.get("rel")] == ["prev"]


@pytest.mark.parametrize(
    ("slug", "account"),
    [
        ("12.1-3", "covered by 1 duty"),
        ("1-2", "covered by 1 defined term"),
        ("2", "covered by 2 duties"),
        ("3.7-no-conflict", "covered by 3 representations"),
        ("12.1", "introduces 3 provisions"),
    ],
)
def test_each_provision_says_what_accounts_for_it(officer: Client, slug: str, account: str) -> None:
    assert account in about(get(officer, f"{WHOLE}{slug}/"), slug)


def test_the_reader_and_the_coverage_agree(officer: Client) -> None:
    book = open_book(User.objects.get(email="auditor@demo.localhost"), "schedule-13d", day=SUNDAY)
    counted = accounted_for(book.agreement.articles.all())
    expected = {row.pk: row.account for row in counted}
    assert {p.article.pk: p.account for p in book.provisions} == expected
    assert {"obligations", "no_content", "introduces"} <= set(expected.values())


def test_a_provision_without_content_says_why(officer: Client) -> None:
    page = get(officer, f"{FILING}Cover-NTT-3/")
    reason = article("Cover NTT 3", "schedule-13d").no_content
    assert f"no operative content: {reason}" in about(page, "Cover-NTT-3")


def test_what_nothing_accounts_for_is_missing(officer: Client) -> None:
    ArticleFactory(
        agreement=Agreement.objects.get(slug="subscription-agreement"),
        number="99",
        slug="99",
        position=9999,
        summary="Something new.",
    )
    page = get(officer, f"{WHOLE}99/")
    assert about(page, "99") == ["Summary in our words", "not accounted for"]
    assert "236 of 237 provisions accounted for" in page.main


def test_references_link_both_ways(officer: Client) -> None:
    seven = get(officer, f"{WHOLE}7/")
    (refers,) = (entry for entry in about(seven, "7") if entry.startswith("refers to"))
    assert "5 (“the conditions precedent set forth in the prior Article”)" in refers
    five = get(officer, f"{WHOLE}5/")
    (referred,) = (e for e in about(five, "5") if e.startswith("referred to by"))
    assert "7 (“the conditions precedent set forth in the prior Article”)" in referred
    assert five.links["7"] == f"{WHOLE}7/"


def test_references_cross_to_other_instruments(officer: Client) -> None:
    page = get(officer, f"{WHOLE}14.2/")
    assert page.links["Schedule 13D Item 6 issuance notice"] == f"{FILING}Item-6-issuance-notice/"
    back = get(officer, f"{FILING}Item-6-issuance-notice/")
    assert back.links["Subscription Agreement 14.2"] == f"{WHOLE}14.2/"


def test_no_link_leads_to_an_instrument_that_must_not_be_known(
    officer: Client, insider: Client
) -> None:
    hidden = article("1", "umbrella")
    hidden.cross_references.create(target=article("14.3"), words="umbrella words")
    article("14.3").cross_references.create(target=hidden)
    assert SECRET not in get(officer, f"{WHOLE}14.3/").text
    assert "umbrella" not in get(officer, WHOLE).text
    assert get(insider, f"{WHOLE}14.3/").text.count(f"{SECRET} 1") == 2


def test_figures_and_readings_stand_at_their_provision(officer: Client) -> None:
    page = get(officer, f"{WHOLE}2-issue-price/")
    assert "issue price per share: 951,300 yen" in about(page, "2-issue-price")
    reading = words(provision(get(officer, f"{WHOLE}18.2/"), "18.2"))
    assert "Reading recorded: Does full issuance count shares that NTT's nominee takes?" in reading
    assert "Other reading: Only the shares issued to NTT itself." in reading
    whole = get(officer, WHOLE)
    (beside,) = (a for a in whole.root.iter("aside") if a.get("aria-label") != "Warnings")
    assert "Reading recorded: Do Saturdays, national holidays" in words(beside)


def test_without_a_signed_text_people_read_summaries(officer: Client) -> None:
    page = get(officer, f"{WHOLE}14.3/")
    assert not [nav for nav in page.root.iter("nav") if nav.get("aria-label") == "Text"]
    assert about(page, "14.3")[:2] == ["Summary in our words", "page 23 of the source"]


def test_the_signed_text_says_its_standing(officer: Client, signed: SourceDocument) -> None:
    page = get(officer, f"{WHOLE}14.3/")
    assert SIGNED in words(provision(page, "14.3"))
    assert article("14.3").summary not in words(provision(page, "14.3"))
    assert about(page, "14.3")[0] == "Filed English translation"
    assert about(page, "14.3-number")[0] == "Summary in our words; the text is part of 14.3"
    (switch,) = (nav for nav in page.root.iter("nav") if nav.get("aria-label") == "Text")
    chosen = [words(link) for link in switch.iter("a") if link.get("aria-current")]
    assert chosen == ["Signed text"]


@pytest.mark.parametrize(
    ("choice", "sees", "standings"),
    [
        ("summary", (False, True), ["Summary in our words"]),
        ("both", (True, True), ["Filed English translation", "Summary in our words"]),
        ("nonsense", (True, False), ["Filed English translation"]),
    ],
)
def test_the_address_chooses_the_text(
    officer: Client,
    signed: SourceDocument,
    choice: str,
    sees: tuple[bool, bool],
    standings: list[str],
) -> None:
    page = get(officer, f"{WHOLE}14.3/", text=choice)
    read = words(provision(page, "14.3"))
    assert (SIGNED in read, article("14.3").summary in read) == sees
    for standing in standings:
        assert standing in read
    suffix = "" if choice == "nonsense" else f"?text={choice}"
    assert page.links["14.2"] == f"{WHOLE}14.2/{suffix}"


def test_an_amended_provision_says_so_from_its_day(officer: Client, signed: SourceDocument) -> None:
    amendment = AmendmentFactory(
        agreement=signed.agreement, title="Amendment 1", effective=date(2026, 11, 1)
    )
    ArticleChangeFactory(
        amendment=amendment, article=article("14.3"), new_text="NTT answers within 30 days."
    )
    ArticleChangeFactory(
        amendment=amendment, article=article("14.2"), effect="deleted", new_text=""
    )
    page = get(officer, f"{WHOLE}14.3/")
    assert "NTT answers within 30 days." in words(provision(page, "14.3"))
    assert about(page, "14.3")[0] == "as amended by Amendment 1"
    assert page.links["as amended by Amendment 1"] == amendment.get_absolute_url()
    assert about(page, "14.2")[0] == "deleted by Amendment 1"
    assert article("14.2").summary not in page.main
    before = get(officer, f"{WHOLE}14.3/", as_of="2026-10-31")
    assert SIGNED in words(provision(before, "14.3"))
    assert article("14.2").summary in before.main


def test_open_findings_are_named_where_they_are_cited(officer: Client) -> None:
    finding = Finding.objects.create(
        agreement=Agreement.objects.get(slug="subscription-agreement"),
        key="shares",
        check_kind=Finding.Check.FIGURES,
        template="%(a)s shares in one place, %(b)s in another.",
        values={"a": "10,095", "b": "10,883"},
        found_on=date(2026, 11, 1),
    )
    finding.articles.add(article("14.3"))
    sentence = "Open finding: 10,095 shares in one place, 10,883 in another."
    page = get(officer, f"{WHOLE}14.3/")
    assert sentence in words(provision(page, "14.3"))
    there = page.links["10,095 shares in one place, 10,883 in another."]
    assert there == f"{WHOLE}findings/#f{finding.pk}"
    (row,) = (i for i in get(officer, there).root.iter("li") if i.get("id") == f"f{finding.pk}")
    assert "10,095 shares" in words(row)
    assert sentence not in get(officer, f"{WHOLE}14.3/", as_of="2026-10-31").main
    finding.settled_on, finding.settlement = date(2026, 11, 10), "The nominee took the rest."
    finding.save()
    assert sentence not in get(officer, f"{WHOLE}14.3/").main
    assert sentence in get(officer, f"{WHOLE}14.3/", as_of="2026-11-09").main


def test_a_finding_across_a_hidden_instrument_stays_hidden(
    officer: Client, insider: Client
) -> None:
    finding = Finding.objects.create(
        agreement=Agreement.objects.get(slug="subscription-agreement"),
        key="across",
        check_kind=Finding.Check.FIGURES,
        template="It disagrees with the merger.",
        found_on=date(2026, 11, 1),
    )
    finding.articles.add(article("14.3"), article("1", "umbrella"))
    assert "It disagrees with the merger." not in get(officer, f"{WHOLE}14.3/").main
    assert "It disagrees with the merger." in get(insider, f"{WHOLE}14.3/").main


def test_a_template_lists_its_concluded_agreements(officer: Client) -> None:
    url = "/agreements/limited-liability-agreement/"
    template = Agreement.objects.get(slug="limited-liability-agreement")
    template.instances.all().delete()
    assert "None is on record." in get(officer, url).main
    AgreementInstance.objects.create(
        agreement=template,
        counterparty=PartyFactory(name="Hanako Sato"),
        executed=date(2020, 6, 24),
        ended=date(2024, 6, 28),
        ended_because="Retired",
    )
    assert get(officer, url).rows() == ["Hanako Sato Wed 24 Jun 2020 Fri 28 Jun 2024 Retired"]
    assert get(officer, url, as_of="2022-01-01").rows() == ["Hanako Sato Wed 24 Jun 2020 —"]


def test_an_obligation_outside_its_force_says_so(officer: Client) -> None:
    Obligation.objects.filter(key="sa-12-1-3").update(in_force_until=date(2026, 10, 31))
    Obligation.objects.filter(key="sa-12-2").update(in_force_from=date(2027, 1, 1))
    page = get(officer, f"{WHOLE}12/")
    assert "Ended Sat 31 Oct 2026" in words(provision(page, "12.1-3"))
    assert "In force from Fri 1 Jan 2027" in words(provision(page, "12.2"))


def test_as_of_another_day(officer: Client) -> None:
    page = get(officer, f"{WHOLE}18.2/", as_of="2003-09-16")
    assert "Does not exist yet" in page.main
    assert page.links["18.2"] == f"{WHOLE}18.2/?as_of=2003-09-16"
    assert page.links["Whole instrument"] == f"{WHOLE}?as_of=2003-09-16"


@pytest.mark.parametrize("url", ["/agreements/umbrella/", "/agreements/umbrella/1/"])
def test_who_must_not_know_finds_nothing(officer: Client, insider: Client, url: str) -> None:
    assert get(insider, url).heading == SECRET
    assert officer.get(url).status_code == 404


@pytest.mark.parametrize("number", ["999", "12.1-9", "%00", "x" * 300])
def test_a_provision_that_is_not_there(officer: Client, number: str) -> None:
    assert officer.get(f"{WHOLE}{number}/").status_code in {400, 404}


@pytest.mark.parametrize("url", [WHOLE, f"{WHOLE}?text=both", f"{WHOLE}12.1-3/", FILING])
def test_a_page_asks_the_database_at_most_ten_times(
    officer: Client, insider: Client, signed: SourceDocument, url: str
) -> None:
    for person in (officer, insider):
        person.get(url)  # the first page of a session also writes its token
        with CaptureQueriesContext(connection) as asked:
            person.get(url)
        assert len(asked) <= 10, "\n".join(query["sql"][:200] for query in asked)
