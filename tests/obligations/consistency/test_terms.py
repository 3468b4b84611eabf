"""Defined terms: never defined, never used, defined twice."""

import pytest

from obligations.consistency.records import Provision, Term
from obligations.consistency.terms import find_terms
from tests.obligations.consistency.made import make, sentences, texts

RECOVERY = (
    "It pays the costs of the Recovery Plan. It carries out the Recovery Plan. "
    "It ends the Recovery Plan and its recovery, as the plan says."
)


def test_a_phrase_in_capitals_that_is_never_defined():
    (found,) = find_terms(texts("Nothing.", RECOVERY))
    assert sentences([found]) == ["“Recovery Plan” is used as a defined term and never defined."]
    assert (found.key, found.articles) == ("term:undefined:recovery-plan", (2,))


@pytest.mark.parametrize(
    "definition",
    [
        "It draws up a plan (the “Recovery Plan”).",
        'A plan (each a "Recovery Plan" and together the "Recovery Plans").',
        "“Recovery Plan” means what the parties draw up.",
        "A plan, hereinafter referred to as the “Recovery Plan”, is drawn up.",
    ],
)
def test_what_the_text_defines_is_defined(definition):
    assert list(find_terms(texts(definition, RECOVERY))) == []


def test_what_is_on_record_is_defined_in_every_number():
    assert list(find_terms(texts("It.", RECOVERY, terms=(Term(1, "Recovery Plans"),)))) == []


@pytest.mark.parametrize(
    "text",
    [
        RECOVERY.replace(" its recovery", "", 1),  # a name: no such word in small letters
        RECOVERY.replace("It ends the Recovery Plan", "It ends"),  # twice only
        RECOVERY.replace("the Recovery Plan", "January", 3),
        RECOVERY.replace("Recovery Plan", "Board of Directors"),
    ],
)
def test_names_months_offices_and_rare_words_are_no_terms(text):
    assert list(find_terms(texts("Nothing.", text))) == []


def test_headings_and_parties_are_no_terms():
    assert list(find_terms(texts("Nothing.", RECOVERY, names=("Recovery Plan",)))) == []
    heading = Provision(1, "1", heading="Costs of the Recovery Plan", text="Nothing.")
    assert list(find_terms(make(heading, Provision(2, "2", text=RECOVERY)))) == []


def test_two_terms_joined_are_not_a_third():
    text = RECOVERY.replace("Recovery Plan", "Lease or Contract") + " A lease, a contract."
    terms = (Term(1, "Leases"), Term(1, "Contracts"))
    assert list(find_terms(texts("Nothing.", text, terms=terms))) == []


def test_a_quoted_term_that_nothing_defines():
    assert sentences(find_terms(texts("It lists the “Small Goods”, not “piggy back” ones."))) == [
        "“Small Goods” is used as a defined term and never defined."
    ]


def test_a_term_that_is_never_used():
    text = "A network (“ISDN”) and shares (the “Shares”). The Shares are sold."
    terms = (Term(1, "ISDN"), Term(1, "Shares"))
    (found,) = find_terms(texts(text, terms=terms))
    assert sentences([found]) == ["“ISDN” is defined at 1 and never used."]
    assert found.key == "term:unused:isdn"


def test_another_form_is_a_use():
    text = "Receipts (“ADRs”) exist. Each ADR counts."
    assert list(find_terms(texts(text, terms=(Term(1, "ADRs", ("ADR",)),)))) == []


def test_summaries_do_not_say_that_a_term_is_never_used():
    made = make(Provision(1, "1", summary="Something is named."), terms=(Term(1, "ISDN"),))
    assert list(find_terms(made)) == []


def test_one_word_with_two_meanings():
    (found,) = find_terms(texts("A day (the “Day”), a Day.", "Another day (the “Day”)."))
    assert sentences([found]) == ["“Day” is defined at 1 and again at 2."]
    assert found.articles == (1, 2)


def test_two_terms_on_record_that_share_a_form():
    terms = (Term(1, "Shares", ("Stock",)), Term(2, "Bonds", ("Stock",)))
    made = make(Provision(1, "1"), Provision(2, "2"), terms=terms)
    assert sentences(find_terms(made)) == ["“Stock” is defined at 1 and again at 2."]
