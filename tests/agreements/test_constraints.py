"""What the database itself refuses about instruments, provisions and parties."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.db.models import ProtectedError

from agreements.models import Article, FiscalYear, Party
from tests.factories import (
    AgreementFactory,
    AgreementPartyFactory,
    AgreementReaderFactory,
    ArticleFactory,
    FiscalYearFactory,
    ObligationFactory,
    PartyFactory,
)

pytestmark = pytest.mark.django_db


def refused(name: str):
    """The block breaks the constraint `name`."""
    return pytest.raises(IntegrityError, match=name)


class TestTrees:
    """No row is its own ancestor, over any number of levels, by update or by insert."""

    LOOP = "own ancestor"

    @pytest.fixture
    def chain(self) -> list[Article]:
        """14, 14.1, 14.1(1), 14.1(1)(a), each under the one before."""
        top = ArticleFactory.create()
        rows = [top]
        for _ in range(3):
            rows.append(ArticleFactory.create(agreement=top.agreement, parent=rows[-1]))
        return rows

    def test_not_its_own_parent(self, chain):
        with refused(self.LOOP):
            Article.objects.filter(pk=chain[0].pk).update(parent=chain[0])

    @pytest.mark.parametrize("level", [1, 2, 3])
    def test_not_under_its_descendant(self, chain, level):
        chain[0].parent = chain[level]
        with refused(self.LOOP):
            chain[0].save()

    def test_not_by_insert(self, chain):
        columns = "agreement_id, number, slug, heading, summary, position"
        with refused(self.LOOP), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO agreements_article (id, parent_id, {columns}) "  # noqa: S608
                "VALUES (999999, 999999, %s, '99', '99', '', '', 99)",
                [chain[0].agreement_id],
            )

    def test_a_branch_may_move(self, chain):
        other = ArticleFactory.create(agreement=chain[0].agreement)
        Article.objects.filter(pk=chain[1].pk).update(parent=other)
        chain[3].refresh_from_db()
        assert [a.pk for a in chain[3].ancestors()] == [chain[2].pk, chain[1].pk, other.pk]

    def test_parties_too(self):
        parent = PartyFactory.create()
        child = PartyFactory.create(parent=PartyFactory.create(parent=parent))
        with refused(self.LOOP):
            Party.objects.filter(pk=parent.pk).update(parent=child)

    def test_a_provision_stays_in_the_instrument_of_its_parent(self, chain):
        with refused("instrument of its parent"):
            ArticleFactory.create(parent=chain[0])


class TestArticles:
    @pytest.mark.parametrize("field", ["number", "slug"])
    def test_each_stands_once_in_its_instrument(self, field):
        first = ArticleFactory.create()
        ArticleFactory.create(**{field: getattr(first, field)})
        with refused(f"article_{field}_once"):
            ArticleFactory.create(agreement=first.agreement, **{field: getattr(first, field)})

    def test_places_are_checked_at_the_end(self):
        """So that two provisions can change places in one transaction."""
        first = ArticleFactory.create()
        second = ArticleFactory.create(agreement=first.agreement)
        places = first.position, second.position
        Article.objects.filter(pk=first.pk).update(position=places[1])
        Article.objects.filter(pk=second.pk).update(position=places[0])
        connection.check_constraints()
        Article.objects.filter(pk=second.pk).update(position=places[1])
        with refused("article_position_once"):
            connection.check_constraints()

    def test_one_with_obligations_is_not_deleted(self):
        article = ObligationFactory.create().article
        with pytest.raises(ProtectedError):
            article.delete()


class TestParties:
    def test_there_is_one_home_company(self):
        PartyFactory.create(is_home=True)
        PartyFactory.create()
        with refused("party_one_home"):
            PartyFactory.create(is_home=True)

    def test_an_unknown_kind(self):
        with refused("party_kind_known"):
            PartyFactory.create(kind="spirit")

    def test_one_role_is_held_once(self):
        first = AgreementPartyFactory.create()
        AgreementPartyFactory.create(agreement=first.agreement, party=first.party, role="Guarantor")
        with refused("agreement_party_once"):
            AgreementPartyFactory.create(agreement=first.agreement, party=first.party)

    def test_a_reader_is_let_in_once(self):
        first = AgreementReaderFactory.create()
        with refused("agreement_reader_once"):
            AgreementReaderFactory.create(agreement=first.agreement, user=first.user)


class TestInstruments:
    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({"kind": "promise"}, "agreement_kind_known"),
            ({"policy": "lunar"}, "agreement_policy_known"),
            ({"terminated": date(2003, 9, 15)}, "agreement_terminated_after_in_force"),
        ],
    )
    def test_values_are_known_and_in_order(self, fields, name):
        with refused(name):
            AgreementFactory.create(**fields)


class TestFiscalYears:
    @pytest.mark.parametrize("start", [date(2026, 1, 1), date(2027, 3, 1)])
    def test_those_of_one_party_do_not_overlap(self, start):
        first = FiscalYearFactory.create()
        FiscalYearFactory.create(start=start)
        with refused("fiscal_years_do_not_overlap"):
            FiscalYearFactory.create(party=first.party, start=start)

    def test_the_next_one_begins_on_the_next_day(self):
        first = FiscalYearFactory.create()
        following = FiscalYearFactory.create(party=first.party, start=date(2027, 4, 1))
        assert following.start == date(2027, 4, 1)

    def test_a_year_does_not_end_before_it_begins(self):
        year = FiscalYearFactory.create()
        with refused("fiscal_year_ends_after_start"):
            type(year).objects.filter(pk=year.pk).update(end=date(2026, 3, 31))

    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({"unit": "month"}, "fiscal_period_unit_known"),
            ({"number": 0}, "fiscal_period_unit_known"),
            ({"number": 2}, "fiscal_period_once"),
            ({"end": date(2026, 4, 1)}, "fiscal_period_ends_after_start"),
        ],
    )
    def test_periods_are_known_and_in_order(self, fields, name):
        first = FiscalYearFactory.create().periods.filter(unit="quarter", number=1)
        with refused(name):
            first.update(**fields)


class TestWords:
    """People who break a rule in a form read what to do, not the name of a constraint."""

    def test_one_party_is_the_company_itself(self):
        PartyFactory.create(is_home=True)
        with pytest.raises(ValidationError, match="Another party is the company itself"):
            PartyFactory.build(is_home=True).full_clean()

    @pytest.mark.parametrize(
        ("start", "end", "said"),
        [
            ("2027-03-31", "2028-03-30", "Another fiscal year of this party has some of these"),
            ("2027-04-01", "2027-04-01", "A fiscal year must end after its first day"),
        ],
    )
    def test_fiscal_years_follow_one_another(self, start, end, said):
        year = FiscalYearFactory.create(start=date(2026, 4, 1))
        other = FiscalYear(
            party=year.party,
            label="FY2027",
            start=date.fromisoformat(start),
            end=date.fromisoformat(end),
        )
        with pytest.raises(ValidationError, match=said):
            other.full_clean()
