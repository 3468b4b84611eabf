"""A small loan as signed, and as somebody put it on record, not quite alike."""

from agreements.models import Agreement, Article
from tests.factories import AgreementFactory, ArticleFactory

TEXT = """LOAN OF A LADDER

This paper is made by Alpha and Beta on 1 April 2026.

Article 1. (Purpose)

Alpha lends Beta one ladder of wood for the summer.

Article 2. (Return)

2.1 Beta returns the ladder (i) clean and (ii) dry when summer ends.

2.2 Beta pays for damage as follows:

(a) in yen, by bank transfer;

(b) within a month after the return.

Article 3. (Law)

The law of Japan governs this paper.

Article 4. (Copies)

Each of the two keeps one copy.
"""

RECORD = [  # number, number as printed, heading, the number of what holds it
    ("Opening", "", "", ""),
    ("1", "Article 1.", "Purpose", ""),
    ("2", "Article 2.", "Return", ""),
    ("2.1", "2.1", "", "2"),
    ("2.1(i)", "(i)", "", "2.1"),
    ("2.1(iii)", "(iii)", "", "2.1"),
    ("2.2", "2.2", "", "2"),
    ("2.2 currency", "", "", "2.2"),
    ("3", "Article 3.", "Courts", ""),
    ("Closing words", "", "", ""),
]


def put_on_record(**changed: object) -> Agreement:
    """The loan as it is recorded: no article 4, nothing below 2.2 by number, a 2.1(iii) too many.

    Article 3 has another heading than the document.
    """
    agreement = AgreementFactory(slug="loan", title="Loan", **changed)
    made: dict[str, Article] = {}
    for position, (number, printed, heading, parent) in enumerate(RECORD, 1):
        made[number] = ArticleFactory(
            agreement=agreement,
            number=number,
            slug=number.replace("(", "-").replace(")", "").replace(" ", "-"),
            printed=printed,
            heading=heading,
            summary=f"Summary of {number}",
            parent=made.get(parent),
            position=position,
        )
    return agreement
