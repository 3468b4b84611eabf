"""What a search finds, in which order, and who must find nothing."""

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role
from agreements.models import (
    Amendment,
    ArticleChange,
    DefinedTerm,
    SourceArticle,
    SourceDocument,
)
from obligations.models import SearchEntry, SearchWord
from obligations.search import find, parse, results
from obligations.search.marking import excerpt, mark
from obligations.search.words import WORD, fold, join_numbers
from tests.factories import (
    AgreementFactory,
    AgreementPartyFactory,
    AgreementReaderFactory,
    ArticleFactory,
    ObligationFactory,
    ObligationVersionFactory,
    PartyFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory.create()


@pytest.fixture
def agreement():
    return AgreementFactory.create(slug="sa", title="Share Purchase Agreement")


@pytest.fixture
def provision(agreement):
    """Makes a provision: `provision("12.1(3)", heading="Notices", summary="In writing")`."""

    def provision(number: str, **fields):
        position = agreement.articles.count() + 1
        return ArticleFactory(
            **{
                "agreement": agreement,
                "number": number,
                "slug": str(position),
                "position": position,
                "heading": "",
                **fields,
            }
        )

    return provision


def imported(agreement, **texts: str) -> SourceDocument:
    """A document of the instrument whose pieces read so: `imported(a, p12="Text of slug 12")`."""
    document = SourceDocument.objects.create(
        agreement=agreement, standing="original", name="a.txt", content=b"a", confidence=1
    )
    for position, (slug, text) in enumerate(texts.items()):
        article = agreement.articles.get(slug=slug.removeprefix("p"))
        SourceArticle.objects.create(
            document=document,
            position=position,
            level=1,
            number=article.number,
            article=article,
            match="found",
            text=text,
        )
    return document


def found(text: str, user, **within: str) -> list[str]:
    """Kind, number and title of the results, in their order."""
    answer = find(text, user=user, **within)
    return [
        " ".join(filter(None, [r.entry.kind, r.entry.number, r.entry.title]))
        for r in results(answer.pks, answer.query, user=user)
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "12.1(3)",
        "12.1 (3)",
        " 12.1 ( 3 ) ",
        "12.1（3）",
        "１２．１(3)",
        "12.1-3",
        "12.1.3",
        "art 12.1(3)",
        "Art. 12.1(3)",
        "ARTICLE 12.1(3)",
        "Section 12.1(3)",
        "sec. 12.1(3)",
        "§ 12.1(3)",
        "§§12.1(3)",
        "第12.1条(3)",
        "第12条第1項第3号",
        "第十二条第一項第三号",
        "12条1項(3)",
    ],
)
def test_a_number_is_found_however_it_is_typed(typed: str, user, provision) -> None:
    for number in ("12", "12.1", "12.1(3)", "12.1(30)", "12.10", "3", "1"):
        provision(number)
    assert found(typed, user) == ["article 12.1(3)"]


@pytest.mark.parametrize(
    "typed", ["14", "art 14", "Article 14", "§14", "14条", "第14条", "第十四条"]
)
def test_what_lies_below_a_number_comes_after_it(typed: str, user, provision) -> None:
    for number in ("1", "4", "13.14", "14.1", "14", "14.1(2)", "140", "Exhibit 14"):
        provision(number)
    assert found(typed, user) == [
        "article 14",
        "article Exhibit 14",
        "article 14.1",
        "article 14.1(2)",
    ]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Exhibit 3-1", "article Exhibit 3-1"),
        ("3-1", "article 3.1 Group"),
        ("Item 5(a)", "article Item 5(a)"),
        ("5(a)", "article Item 5(a)"),
        ("Article IV", "article IV Closing"),
        ("Preamble", "article Preamble"),
        ("14条の2", "article 14-2"),
        ("3.1 options", "article 3.1 options"),
    ],
)
def test_numbers_with_words(typed: str, first: str, user, provision) -> None:
    provision("Preamble")
    provision("3.1", heading="Group", summary="Those of Exhibit 3-1.")
    provision("3.1 options")
    provision("IV", heading="Closing")
    provision("Exhibit 3-1")
    provision("Item 5(a)")
    provision("14-2")
    assert found(typed, user)[0] == first


def test_a_number_first_then_titles_then_texts(user, provision) -> None:
    provision("1", summary="See 14 and the notice.")
    provision("2", heading="Notice and other matters")
    provision("14", heading="Pre-emptive right")
    provision("15", heading="Notice")
    assert found("14", user) == ["article 14 Pre-emptive right", "article 1"]
    assert found("notice", user) == [
        "article 15 Notice",
        "article 2 Notice and other matters",
        "article 1",
    ]


def test_an_obligation_follows_its_provision(user, provision) -> None:
    ObligationFactory(article=provision("12.1"), title="Furnish statements")
    assert found("12.1", user) == ["article 12.1", "obligation 12.1 Furnish statements"]


def test_the_name_of_an_instrument_chooses_its_number(user, provision) -> None:
    provision("3", heading="Ours")
    other = AgreementFactory(title="Loan Agreement")
    ArticleFactory(agreement=other, number="3", heading="Theirs")
    assert found("loan agreement 3", user) == ["article 3 Theirs"]
    assert found("Share Purchase 3", user) == ["article 3 Ours"]


@pytest.mark.parametrize("typed", ["indemn", "INDEMNIF", "indemnification", "indemnifications"])
def test_a_beginning_finds_the_word(typed: str, user, provision) -> None:
    provision("20", heading="Indemnification")
    provision("21", heading="Notices")
    assert found(typed, user) == ["article 20 Indemnification"]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("parties", "Each party bears its costs."),
        ("party", "The parties agree."),
        ("confidentiality", "It is confidential."),
        ("obligation", "Their obligations end."),
        ("furnished", "IIJ is furnishing it."),
        ("cafe", "In the Café."),
        ("CAFÉ", "In the cafe."),
        ("10,883", "In all 10,883 shares."),
        ("10883", "In all 10,883 shares."),
        ("9,603,373,500", "It is ¥9,603,373,500 in all."),
        ("the", "All that the company has."),
        ("the company", "A company."),
        ("12.1(3)", "Under Article 12.1(3) it reports."),
        ("12.1", "Under Article 12.1(3) it reports."),
    ],
)
def test_words_of_a_text(typed: str, text: str, user, provision) -> None:
    provision("1", summary=text)
    provision("2", summary="Something particular else: 12, 1, 3.")
    assert found(typed, user) == ["article 1"]


@pytest.mark.parametrize(
    "typed",
    ["株式", "株", "譲渡", "株式の譲渡", "取締役会", "会", "ヶ月", "カブ", "ｶﾌﾞ", "株式 承認"],
)
def test_japanese(typed: str, user, provision) -> None:
    provision("1", summary="当社は株式の譲渡を取締役会の承認なく、三ヶ月カブ")
    provision("2", summary="式の場")
    assert found(typed, user) == ["article 1"]


def test_japanese_words_are_marked_where_they_stand() -> None:
    query = parse("株式 取締役会")
    assert mark("当社は株式の譲渡を取締役会で<決議>", query) == (
        "当社は<mark>株式</mark>の譲渡を<mark>取締役会</mark>で&lt;決議&gt;"
    )


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("indemn", "<mark>Indemnification</mark> of <b>NTT</b> & others"),
        ("ntt OTHERS", "Indemnification of <b><mark>NTT</mark></b> & <mark>others</mark>"),
        ("em", "Indemnification of <b>NTT</b> & others"),
    ],
)
def test_words_are_marked_and_the_rest_is_escaped(typed: str, shown: str) -> None:
    escaped = shown.replace("&", "&amp;").replace("<b>", "&lt;b&gt;").replace("</b>", "&lt;/b&gt;")
    assert mark("Indemnification of <b>NTT</b> & others", parse(typed)) == escaped


def test_numbers_are_marked_as_a_whole() -> None:
    assert mark("12.1 (3), 12.10, 12 and 12.1(3)(a)", parse("12.1(3)")) == (
        "<mark>12.1 (3)</mark>, 12.10, 12 and <mark>12.1(3)(a)</mark>"
    )


def test_an_excerpt_shows_the_first_match_in_whole_words() -> None:
    text = "alpha " * 100 + "notice " + "omega " * 100
    shown = excerpt(text, parse("notice"))
    assert shown is not None
    assert shown.startswith("… alpha ")
    assert " <mark>notice</mark> omega " in shown
    assert shown.endswith(" omega …")
    assert len(shown) < 300
    assert excerpt("alpha", parse("notice")) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("confidentialty", "confidentiality"),
        ("indemnificaton", "indemnification"),
        ("notcie", "notice"),
    ],
)
def test_a_misspelt_word_finds_the_nearest(typed: str, meant: str, user, provision) -> None:
    provision("20", heading="Indemnification")
    provision("23", heading="Confidentiality", summary="What is confidential stays so.")
    provision("24", heading="Notice")
    answer = find(typed, user=user)
    assert answer.is_respelt
    assert answer.query.words == (meant,)
    assert len(answer.pks) == 1


def test_what_is_spelt_well_is_not_respelt(user, provision) -> None:
    provision("1", heading="Notice")
    provision("2", heading="Payment")
    answer = find("notice payment", user=user)
    assert (answer.pks, answer.is_respelt) == ([], False)
    assert answer.alone == ("notice", "payment")
    assert find("zzyzx", user=user).alone == ()


def test_every_kind_is_found_by_what_it_says(user, agreement, provision) -> None:
    article = provision("5", heading="Heading", summary="Summarised", note="Annotated")
    imported(agreement, p1="Signed wording")
    ntt = PartyFactory(short_name="NTT", name="Nippon Telegraph")
    AgreementPartyFactory(agreement=agreement, party=ntt, role="Investor")
    duty = ObligationFactory(
        article=article, title="Titled", note="Remarked", obligor=ntt, rule="upon closing"
    )
    DefinedTerm.objects.create(
        agreement=agreement, article=article, term="Shares", also=["Stock"], meaning="Meant"
    )
    row, duty_row = "article 5 Heading", "obligation 5 Titled"
    for word in ("heading", "summarised", "annotated", "signed"):
        assert found(word, user) == [row]
    for word in ("titled", "remarked"):
        assert found(word, user) == [duty_row]
    assert found("upon closing", user) == [duty_row]
    assert found("NTT", user) == ["party NTT, Nippon Telegraph", duty_row]
    for word in ("nippon", "investor"):
        assert found(word, user) == ["party NTT, Nippon Telegraph"]
    for word in ("share", "stock", "meant"):
        assert "term 5 Shares, Stock" in found(word, user)
    assert found("share purchase", user) == ["instrument Share Purchase Agreement"]
    assert SearchEntry.objects.get(kind="obligation").target == duty
    assert SearchEntry.objects.get(kind="article").target == article
    assert SearchEntry.objects.get(kind="party").target == agreement


def test_filters(user, agreement, provision) -> None:
    ObligationFactory(article=provision("1", heading="Notice"), title="Give notice")
    ArticleFactory(heading="Notice elsewhere", number="9")
    assert found("notice", user, kind="obligation") == ["obligation 1 Give notice"]
    assert found("notice", user, agreement="sa", kind="article") == ["article 1 Notice"]
    assert found("notice", user, agreement="nothing") == []


def test_of_a_common_word_the_first_two_hundred_are_shown(user, agreement) -> None:
    ArticleFactory.create_batch(205, agreement=agreement, heading="", summary="Common")
    answer = find("common", user=user)
    assert (len(answer.pks), answer.is_cut) == (200, True)


class TestTheDatabaseKeepsItTrue:
    """Every way of writing, and what must then be found or found no more."""

    def test_a_provision_changes_and_goes(self, user, provision) -> None:
        article = provision("1", heading="Before")
        article.heading = "After"
        article.save()
        assert (found("before", user), found("after", user)) == ([], ["article 1 After"])
        type(article).objects.filter(pk=article.pk).update(summary="Bulk", number="2")
        assert found("bulk", user) == found("2", user) == ["article 2 After"]
        article.delete()
        assert found("after", user) == []
        assert not SearchEntry.objects.filter(kind="article").exists()

    def test_an_obligation_moves_with_its_number_its_parties_and_its_rule(
        self, user, provision
    ) -> None:
        article = provision("1")
        duty = ObligationFactory(article=article, title="Act", rule="upon closing")
        type(article).objects.update(number="7")
        assert found("7", user, kind="obligation") == ["obligation 7 Act"]
        duty.obligor.short_name = "Umbrella"
        duty.obligor.save()
        assert found("umbrella", user) == ["obligation 7 Act"]
        later = ObligationVersionFactory(obligation=duty, rule="upon signing")
        assert (found("closing", user), found("signing", user)) == ([], ["obligation 7 Act"])
        ObligationVersionFactory(obligation=duty, rule="", withdraws=later)
        assert (found("closing", user), found("signing", user)) == (["obligation 7 Act"], [])

    def test_only_the_latest_document_counts(self, user, agreement, provision) -> None:
        provision("1")
        imported(agreement, p1="Gryphon")
        assert found("gryphon", user) == ["article 1"]
        with connection.cursor() as cursor:  # a later import has a later time
            cursor.execute("UPDATE agreements_sourcedocument SET imported_at = '2003-09-16'")
        later = imported(agreement, p1="Hippogriff")
        assert (found("gryphon", user), found("hippogriff", user)) == ([], ["article 1"])
        later.delete()
        assert found("gryphon", user) == ["article 1"]

    def test_a_piece_that_is_settled_anew_moves(self, user, agreement, provision) -> None:
        provision("1")
        second = provision("2")
        imported(agreement, p1="Gryphon")
        SourceArticle.objects.update(article=second)
        assert found("gryphon", user) == ["article 2"]
        SourceArticle.objects.update(article=None, match="open")
        assert found("gryphon", user) == []

    def test_the_wording_of_an_amendment_counts_until_it_is_withdrawn(
        self, user, agreement, provision
    ) -> None:
        article = provision("1")
        amendment = Amendment.objects.create(
            agreement=agreement, title="First", executed="2004-01-01", effective="2004-01-01"
        )
        ArticleChange.objects.create(amendment=amendment, article=article, new_text="Gryphon")
        assert found("gryphon", user) == ["article 1"]
        amendment.withdrawn_at, amendment.withdrawn_by = "2004-02-01T00:00Z", user
        amendment.withdrawn_because = "Mistaken"
        amendment.save()
        assert found("gryphon", user) == []

    def test_a_party_stands_in_each_of_its_instruments(self, user, agreement) -> None:
        role = AgreementPartyFactory(agreement=agreement, party__short_name="Umbrella")
        AgreementPartyFactory(party=role.party)
        assert len(found("umbrella", user)) == 2
        role.party.short_name = "Parasol"
        role.party.save()
        assert (found("umbrella", user), len(found("parasol", user))) == ([], 2)
        role.delete()
        assert len(found("parasol", user)) == 1

    def test_a_term_and_an_instrument(self, user, agreement, provision) -> None:
        term = DefinedTerm.objects.create(
            agreement=agreement, article=provision("1"), term="Gryphon", meaning="A beast"
        )
        term.delete()
        assert found("gryphon", user) == []
        agreement.title = "Hippogriff"
        agreement.save()
        assert found("hippogriff", user) == ["instrument Hippogriff"]

    def test_what_is_rolled_back_is_not_found(self, user, provision) -> None:
        with transaction.atomic():
            provision("1", heading="Gryphon")
            transaction.set_rollback(True)
        assert found("gryphon", user) == []

    def test_a_text_of_more_words_than_fit_is_still_recorded(self, user, provision) -> None:
        words = " ".join(f"w{n:09}" for n in range(150_000))
        provision("1", summary=f"Gryphon {words}")
        assert found("gryphon", user) == ["article 1"]


class TestWhoMustNotKnow:
    @pytest.fixture
    def secret(self):
        """A restricted instrument with everything that can be found."""
        agreement = AgreementFactory(title="Gryphon", slug="gryphon", restricted=True)
        article = ArticleFactory(agreement=agreement, number="77", heading="Gryphon")
        ObligationFactory(article=article, title="Gryphon")
        DefinedTerm.objects.create(
            agreement=agreement, article=article, term="Gryphon", meaning="Gryphon"
        )
        AgreementPartyFactory(agreement=agreement, party__short_name="Gryphon")
        return agreement

    @pytest.mark.parametrize("typed", ["gryphon", "gryph", "77", "gryhpon", "gryphon 77"])
    def test_finds_no_trace(self, typed: str, user, secret) -> None:
        answer = find(typed, user=user)
        assert (answer.pks, answer.is_respelt, answer.alone) == ([], False, ())
        assert find(typed, user=user, agreement="gryphon").pks == []

    def test_who_may_know_finds_it(self, secret) -> None:
        reader = AgreementReaderFactory(agreement=secret).user
        auditor = UserFactory(role=Role.AUDITOR)
        for user in (reader, auditor):
            assert len(found("gryphon", user)) == 5
            assert find("gryhpon", user=user).is_respelt

    def test_a_secret_word_does_not_stand_before_one_that_may_be_known(
        self, user, secret, provision
    ) -> None:
        provision("1", heading="Gryphons")
        ArticleFactory(agreement=secret, heading="Gryphonz", number="78")
        assert found("gryphonzz", user) == ["article 1 Gryphons"]

    def test_a_result_that_was_restricted_meanwhile_is_not_shown(self, user, provision) -> None:
        article = provision("1", heading="Gryphon")
        answer = find("gryphon", user=user)
        type(article.agreement).objects.update(restricted=True)
        assert results(answer.pks, answer.query, user=user) == []


HOSTILE = [
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "'",
    "\\",
    "' | ''",
    "a & | ! ( ) :* <->",
    "%_%",
    "((((((((",
    "12.1(3",
    "第条項号",
    "百" * 50 + "条",
    "〇条",
    "九九九九条",
    "<script>alert(1)</script>",
    "x" * 10_000,
    "word " * 5_000,
    "1 " * 5_000,
    "1.1" * 3_000,
    "(a)" * 4_000,
    "株" * 10_000,
    "\u0301" * 5_000,
    "\ufdfa" * 1_000,
    "🦅 𝔊𝔯𝔶𝔭𝔥𝔬𝔫",
    "٣٤ ½ ① ⅷ",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_any_text_can_be_typed(text: str, user, provision) -> None:
    provision("1", heading="Notice", summary="百 株 1.1 word")
    answer = find(text, user=user)
    results(answer.pks, answer.query, user=user)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=60))
def test_no_text_fails(user, text: str) -> None:
    find(text, user=user)


def test_a_very_long_question_is_cut_and_says_so() -> None:
    assert parse("word " * 500).is_cut
    assert not parse("twelve words").is_cut
    assert len(parse(" ".join(f"word{n}" for n in range(20))).words) == 12


INDEXED = st.text(
    st.sampled_from("aB9.,-() éß１（）㍿ﬁ株式のカｶﾞ々ー・、“’ \n_§¥%第条12ivx"), max_size=40
)


@settings(max_examples=150, deadline=None)
@given(INDEXED)
def test_the_database_and_we_agree_on_words(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(search_lexemes(%s))", [text])
        (lexemes,) = cursor.fetchone()
    ours: set[str] = set()
    for word in WORD.findall(join_numbers(fold(text))):
        if word[0] > "⺀":
            ours |= {word[place : place + 2] for place in range(len(word))}
        else:
            ours.add(word)
    assert set(lexemes) == ours


def test_the_words_to_compare_with_are_kept_once(provision) -> None:
    provision("1", heading="Gryphon", summary="gryphon 株式 12 ab")
    provision("2", heading="Gryphon")
    assert list(SearchWord.objects.filter(word__in=["gryphon", "ab", "12"])) == [
        SearchWord.objects.get(word="gryphon")
    ]
