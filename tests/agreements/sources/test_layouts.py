"""The layouts that lawyers use, one small text each."""

import pytest

from agreements.sources import Kind
from tests.agreements.sources.making import article, beginnings, numbers, splitting

LAYOUTS = {
    "articles with titles in brackets": (
        """
        Article 1. (Fees)

        The buyer pays the fees.

        Article 2. (Law and
                    Courts)

        The law of Japan applies.
        """,
        {"1": "Fees", "2": "Law and Courts"},
    ),
    "roman articles with a dash": (
        """
        ARTICLE I — FEES

        The buyer pays.

        ARTICLE II — LAW

        The law of Japan applies.
        """,
        {"I": "FEES", "II": "LAW"},
    ),
    "roman articles with the title below": (
        """
        ARTICLE I

        FEES

        1.1 The buyer pays.

        1.2 The seller gives receipts.

        ARTICLE II

        LAW

        2.1 The law of Japan applies.
        """,
        {"I": "FEES", "1.1": "The buyer pays.", "1.2": "The seller gives", "II": "LAW",
         "2.1": "The law of"},
    ),
    "sections of articles": (
        """
        ARTICLE 1 SALE

        Section 1.1 Price. The price is ten yen.

        Section 1.2 Delivery. The seller delivers at once.

        ARTICLE 2 TERM

        Section 2.1 Start. The term starts today.
        """,
        {"1": "SALE", "1.1": "Price", "1.2": "Delivery", "2": "TERM", "2.1": "Start"},
    ),
    "headings run into the text, three levels": (
        """
        1. Sale. The seller sells the goods.

        1.1 Goods. The goods are apples.

        1.1.1 Apples are red.

        1.1.2 Pears are no apples.

        1.2 Price. The price is ten yen.

        2. Law. The law of Japan applies.
        """,
        {"1": "Sale", "1.1": "Goods", "1.1.1": "Apples are red.", "1.1.2": "Pears are no",
         "1.2": "Price", "2": "Law"},
    ),
    "numbers, letters and roman numbers": (
        """
        1.   Duties of the seller:

             (a)  to deliver

                  (i)   apples;

                  (ii)  pears;

             (b)  to insure.

        2.   Duties of the buyer:

             (a)  to pay;

             (b)  to collect.
        """,
        {"1": "Duties of the", "1(a)": "to deliver", "1(a)(i)": "apples;", "1(a)(ii)": "pears;",
         "1(b)": "to insure.", "2": "Duties of the", "2(a)": "to pay;", "2(b)": "to collect."},
    ),
    "capital letters, numbers and small letters": (
        """
        A.   SALE

             1.   The seller sells.

                  a.   Apples.

                  b.   Pears.

             2.   The buyer buys.

        B.   LAW

             1.   The law of Japan applies.
        """,
        {"A": "SALE", "A.1": "The seller sells.", "A.1.a": "Apples.", "A.1.b": "Pears.",
         "A.2": "The buyer buys.", "B": "LAW", "B.1": "The law of"},
    ),
    "the same numbers once more below letters": (
        """
        1.   Sale

             (a)  Goods:

                  1.   apples;

                  2.   pears.

             (b)  Price.

        2.   Law
        """,
        {"1": "Sale", "1(a)": "Goods", "1(a).1": "apples;", "1(a).2": "pears.", "1(b)": "Price.",
         "2": "Law"},
    ),
    "dashes before letters, numbers within an article": (
        """
        Article 1. Control

        1. Each company controls itself.

        2. Each company reports:

        - (a) to the board
        - (b) to the auditor

        Article 2. Partners

        Partners are watched.
        """,
        {"1": "Control", "1.1": "Each company controls", "1.2": "Each company reports:",
         "1.2(a)": "to the board", "1.2(b)": "to the auditor", "2": "Partners"},
    ),
    "chapters over articles that number on": (
        """
        Chapter 1. Sale

        Article 1. (Goods)

        Apples.

        Chapter 2. Law

        Article 2. (Courts)

        Tokyo.
        """,
        {"Chapter 1": "Sale", "1": "Goods", "Chapter 2": "Law", "2": "Courts"},
    ),
    "recitals with letters": (
        """
        RECITALS

        A. The seller has apples.

        B. The buyer wants apples.

        NOW, THEREFORE, the parties agree as follows:

        1. Sale. The seller sells.

        2. Price. The buyer pays.
        """,
        {"Recitals": "RECITALS", "A": "The seller has", "B": "The buyer wants", "1": "Sale",
         "2": "Price"},
    ),
    "bare numbers before headings in capitals": (
        """
        1    SALE

        1.1  The seller sells apples to the buyer.

        1.2  The buyer pays.

        2    LAW

        2.1  The law of Japan applies.
        """,
        {"1": "SALE", "1.1": "The seller sells", "1.2": "The buyer pays.", "2": "LAW",
         "2.1": "The law of"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LAYOUTS.values(), ids=LAYOUTS)
def test_layout(text: str, expected: dict[str, str]):
    result = splitting(text)
    assert beginnings(result) == expected
    assert result.breaks == ()
    assert result.confidence > 0.9
    assert not result.whole


def test_text_is_verbatim_and_only_the_articles_own():
    result = splitting(
        """
        Article 1. (Fees)

             The buyer pays the fees
        each month:

        (1)  rent; and

        (2)  tax.
        """
    )
    assert article(result, "1").text == "The buyer pays the fees\neach month:"
    assert article(result, "1").label == "Article 1."
    assert article(result, "1(2)").text == "tax."
    assert article(result, "1(2)").label == "(2)"
    assert result.articles[article(result, "1(2)").parent or 0].number == "1"


def test_i_after_h_is_a_letter_and_i_first_is_roman():
    letters = "\n\n".join(f"({letter}) item {letter}" for letter in "abcdefghij")
    romans = "\n\n".join(f"({roman}) item {roman}" for roman in ("i", "ii", "iii", "iv", "v"))
    result = splitting(f"1. Letters:\n\n{letters}\n\n2. Romans:\n\n{romans}\n")
    assert numbers(result) == [
        "1", *(f"1({letter})" for letter in "abcdefghij"),
        "2", *(f"2({roman})" for roman in ("i", "ii", "iii", "iv", "v")),
    ]  # fmt: skip
    assert result.breaks == ()


def test_a_reference_that_wraps_to_the_start_of_a_line_opens_nothing():
    result = splitting(
        """
        1.1  The seller delivers the apples to the buyer as is set out in Section
        1.2 of this agreement, and the buyer pays for them as is set out in
        (a) and (b) above, unless the buyer has given notice under
        Article 2. Notice is given in writing.

        1.2  The buyer collects the apples that he has bought.
        """
    )
    assert numbers(result) == ["1.1", "1.2"]
    assert article(result, "1.2").text.startswith("The buyer collects")


def test_an_enumeration_within_a_sentence_opens_nothing():
    result = splitting(
        """
        1.1  In the event that (i) the apples are rotten, (ii) the pears are late, or
             (iii) anything else of which the buyer asks to be told happens, the seller
             tells the buyer at once.

        1.2  The buyer pays.
        """
    )
    assert numbers(result) == ["1.1", "1.2"]


def test_page_breaks_within_a_sentence_leave_no_trace():
    pages = [
        "1. Sale. The seller sells to the buyer, at the place that both agree,",
        "the apples.\n\n2. Price. The buyer pays at the end",
        "of the month.\n\n3. Law. The law of Japan applies.",
    ]
    text = "\n\f".join(
        f"APPLE AGREEMENT                 Confidential\n\n{page}\n\n- {at} -\n"
        for at, page in enumerate(pages, 1)
    )
    result = splitting(text)
    assert article(result, "1").text == (
        "The seller sells to the buyer, at the place that both agree,\nthe apples."
    )
    assert (article(result, "1").page_from, article(result, "1").page_to) == (1, 2)
    assert article(result, "2").text == "The buyer pays at the end\nof the month."
    assert [piece.kind for piece in result.furniture].count(Kind.HEADER) == 3


def test_a_table_of_contents_is_furniture():
    result = splitting(
        """
        APPLE AGREEMENT

        TABLE OF CONTENTS

        1. Sale ........................... 2
        2. Price .......................... 3
        3. Law ............................ 4

        This agreement is between the seller and the buyer.

        1. Sale. The seller sells apples.

        2. Price. The buyer pays for apples.

        3. Law. The law of Japan applies.
        """
    )
    assert numbers(result) == ["Preamble", "1", "2", "3"]
    assert [piece.kind for piece in result.furniture] == [Kind.CONTENTS] * 4


def test_rules_and_blank_marks_are_furniture():
    result = splitting(
        """
        1. Sale. The seller sells apples.

        ------------------

        2. Law. The law of Japan applies.

        [Remainder of page intentionally left blank]
        """
    )
    assert [piece.kind for piece in result.furniture] == [Kind.RULE, Kind.BLANK_MARK]
    assert article(result, "2").text == "The law of Japan applies."


def test_the_signatures_are_an_article_of_their_own():
    result = splitting(
        """
        1. Sale. The seller sells apples.

        2. Law. The law of Japan applies.

        IN WITNESS WHEREOF, the parties have signed.

        Seller: ______
        """
    )
    assert numbers(result) == ["1", "2", "Signature page"]
    assert article(result, "Signature page").text.startswith("IN WITNESS WHEREOF")


def test_lines_that_ran_together_are_parted_again():
    result = splitting(
        "1. Sale   1.1 The seller sells apples.   1.2 The buyer pays for them.   "
        "2. Law   2.1 The law of Japan applies.   2.2 Tokyo is the place of the courts.   "
    )
    assert numbers(result) == ["1", "1.1", "1.2", "2", "2.1", "2.2"]


def test_japanese_regulations():
    result = splitting(
        """
        取締役会規程

        第１章　総則

        第1条（目的）
        　この規程は、取締役会の運営を定める。

        第2条（定義）
        １　用語の意味は次のとおりとする。
        （1）会社　当社をいう。
        （2）役員　取締役をいう。
        ２　前項の用語は
        第1条の目的に従って読む。

        第2条の2（招集）
        ① 議長が招集する。
        ② 議長に事故があるときは他の者が招集する。

        第２章　雑則

        第3条（改正）
        　改正は、取締役会が行う。

        附則
        １．この規程は、2012年4月1日から施行する。
        """
    )
    assert numbers(result) == [
        "Preamble", "第1章", "1", "2", "2.1", "2.1(1)", "2.1(2)", "2.2", "2-2", "2-2(1)", "2-2(2)",
        "第2章", "3", "附則", "附則, 1",
    ]  # fmt: skip
    assert article(result, "2-2").heading == "招集"
    assert article(result, "2.2").text == "前項の用語は\n第1条の目的に従って読む。"
    assert result.breaks == ()
