"""How long the server works on a search: `.venv/bin/python benchmarks/search.py [ARTICLES]`.

100,000 provisions with signed text, half as many obligations and a few thousand defined terms,
in servers of their own, which are gone afterwards; one instrument in ten is restricted. Each
search is asked for 30 times: first the search alone (the results of a page, their words marked),
then its page by a signed-in compliance officer through Django's test client: all middleware, no
network. Wanted: under 50 ms. The fastest of the 30 says what the work is, where a machine shared
with others makes the rest wait. This prints, and judges nothing.
"""

import atexit
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import accumulate, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from iijgov import embedded

FOLDER = tempfile.mkdtemp(prefix="iijgov-benchmark-")
atexit.register(shutil.rmtree, FOLDER)
os.environ.pop("DATABASE_URL", None)
os.environ |= {
    "VAR_DIR": FOLDER,
    "LOG_LEVEL": "ERROR",
    "DJANGO_SETTINGS_MODULE": "iijgov.settings",
}
embedded.prepare_environment()

import django  # noqa: E402  settings read the variables above

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Role, User  # noqa: E402
from agreements.models import (  # noqa: E402
    Agreement,
    AgreementParty,
    Article,
    DefinedTerm,
    Party,
    SourceArticle,
    SourceDocument,
)
from obligations.models import Obligation, ObligationVersion, SearchEntry  # noqa: E402
from obligations.search import Found, find, results  # noqa: E402
from obligations.views.search import PER_PAGE  # noqa: E402

TIMES, WARM_UP = 30, 3
PER_INSTRUMENT = 200
COMMON = (
    "the party agreement notice shares company written consent within days after receipt of other"
    " shall provide information statements closing date obligation right payment transfer board"
    " director meeting law court period fiscal year quarter report subsidiary"
)
HEADINGS = (
    "Indemnification|Confidentiality|Notices|Governing Law|Assignment|Term and Termination"
    "|Representations and Warranties|Conditions Precedent|Entire Agreement|Pre-emptive Right"
)
JAPANESE = "当社は株式の譲渡を取締役会の承認なく行わない。通知は書面による。契約の解除を妨げない。"
SEARCHES = {
    "exact number": "12.1(3)",
    "number, another way": "第12条",
    "number of an instrument": "Agreement 77 article 12.1",
    "common word": "notice",
    "common heading": "confidentiality",
    "two common words": "payment notice",
    "rare word": "xylograph",
    "prefix": "indemn",
    "short prefix": "con",
    "stop words": "the",
    "typo": "confidentialty",
    "typo, two words": "xylogrph notice",
    "Japanese, two characters": "株式",
    "Japanese, long": "取締役会の承認",
    "Japanese, one character": "株",
    "party": "Party 42",
    "no hit": "zzyzx",
    "no hit, long": "zzyzx quux confidentiality frobnicate payment",
}


Text = Callable[[int], str]


def fill(articles: int) -> None:
    """The register, from a fixed seed. Words are as frequent as they are in a language (Zipf).

    What can be found is written once, at the end, as by the migration that creates the table.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no triggers
    chance = random.Random(2003)  # noqa: S311 (no secret)
    text = writer(chance)
    parties = Party.objects.bulk_create(
        Party(key=f"party-{n}", name=f"Party {n} Incorporated", short_name=f"P{n}", kind="company")
        for n in range(300)
    )
    for n in range(articles // PER_INSTRUMENT):
        agreement = fill_agreement(n, chance.sample(parties, 2))
        provisions = fill_provisions(agreement, chance, text)
        fill_signed_text(agreement, provisions, text)
        fill_duties(n, provisions, parties, chance, text)
        DefinedTerm.objects.bulk_create(
            DefinedTerm(
                agreement=agreement, article=row, term=f"Term {row.number}", meaning=text(12)
            )
            for row in provisions[:10]
        )
    rare = Article.objects.order_by("pk")[articles // 2]
    rare.summary += " A xylograph."
    rare.save()
    write_entries()


def writer(chance: random.Random) -> Text:
    """What writes a sentence of so many words."""
    invented = ["".join(chance.choices("abdefgiklmnoprstu", k=8)) for _ in range(20_000)]
    words = COMMON.split() + invented
    weights = list(accumulate(1 / (place + 5) for place in range(len(words))))

    def sentence(length: int) -> str:
        chosen = chance.choices(words, cum_weights=weights, k=length)
        return f"{' '.join(chosen).capitalize()}."

    return sentence


def fill_agreement(n: int, parties: list[Party]) -> Agreement:
    """An instrument between the parties; every tenth is restricted."""
    agreement = Agreement.objects.create(
        slug=f"agreement-{n}",
        title=f"Agreement {n}",
        short_title=f"Agreement {n}",
        kind="agreement",
        governing_law="Japan",
        restricted=n % 10 == 9,
    )
    AgreementParty.objects.bulk_create(
        AgreementParty(agreement=agreement, party=party, role="Party") for party in parties
    )
    return agreement


def fill_provisions(agreement: Agreement, chance: random.Random, text: Text) -> list[Article]:
    """The provisions, with headings and summaries."""
    return Article.objects.bulk_create(
        Article(
            agreement=agreement,
            number=number,
            slug=number.replace("(", "-").replace(")", ""),
            position=place,
            heading=chance.choice(HEADINGS.split("|")) if "." not in number else "",
            summary=text(30),
        )
        for place, number in enumerate(islice(numbers(), PER_INSTRUMENT), 1)
    )


def fill_signed_text(agreement: Agreement, provisions: list[Article], text: Text) -> None:
    """The signed text; every twentieth provision is in Japanese."""
    document = SourceDocument.objects.create(
        agreement=agreement,
        standing="original",
        name="signed.txt",
        content=b"",
        sha256="",
        confidence=1,
        imported_at=timezone.now(),
    )
    SourceArticle.objects.bulk_create(
        SourceArticle(
            document=document,
            article=row,
            position=row.position,
            level=1,
            number=row.number,
            match="found",
            text=JAPANESE if row.position % 20 == 0 else text(120),
        )
        for row in provisions
    )


def fill_duties(
    n: int, provisions: list[Article], parties: list[Party], chance: random.Random, text: Text
) -> None:
    """A duty at every second provision, with its rule."""
    duties = Obligation.objects.bulk_create(
        Obligation(
            article=row,
            key=f"duty-{n}-{row.position}",
            title=text(6),
            kind="duty",
            obligor=chance.choice(parties),
            obligee=chance.choice(parties),
        )
        for row in provisions[::2]
    )
    ObligationVersion.objects.bulk_create(
        ObligationVersion(obligation=row, rule="within 30 days after closing") for row in duties
    )


def write_entries() -> None:
    """What can be found, as the triggers would have written it."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = DEFAULT")
        for kind in SearchEntry.Kind.values:
            cursor.execute(
                f"SELECT refresh_search_{kind}(ARRAY(SELECT object_id FROM search_{kind}_now))"  # noqa: S608
            )
        cursor.execute("VACUUM ANALYZE")


def numbers() -> Iterator[str]:
    """1, 1.1, 1.1(1) and so on, twelve to an article."""
    for article in range(1, 100):
        yield str(article)
        for section in range(1, 4):
            yield f"{article}.{section}"
            yield from (f"{article}.{section}({item})" for item in range(1, 4))


def measure(ask: Callable[[], object]) -> tuple[list[float], int]:
    """The times in milliseconds in ascending order, and the number of queries."""
    for _ in range(WARM_UP):
        ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    queries = len(captured)
    times = []
    for _ in range(TIMES):
        start = time.perf_counter()
        ask()
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times), queries


def main() -> None:
    """Print a line for each search."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    call_command("migrate", verbosity=0)
    start = time.perf_counter()
    fill(articles)
    sys.stdout.write(f"{articles:,} provisions written in {time.perf_counter() - start:.0f} s\n")
    officer = User.objects.create_user("officer@example.com", role=Role.COMPLIANCE, name="Officer")
    client = Client(headers={"host": "localhost"})
    client.force_login(officer)
    row = "{:<26}{:>9}{:>9}{:>9}{:>11}{:>9}{:>9}{:>9}\n".format
    sys.stdout.write(
        row("", "search ms", "median", "p95 ms", "page: least", "median", "queries", "results")
    )
    for name, words in SEARCHES.items():

        def search(words: str = words) -> Found:
            found = find(words, user=officer)
            results(found.pks[:PER_PAGE], found.query, user=officer)
            return found

        def page(words: str = words) -> object:
            return client.get("/search/", {"for": words})

        found = search()
        alone, _few = measure(search)
        whole, queries = measure(page)
        sys.stdout.write(
            row(
                name,
                f"{alone[0]:.1f}",
                f"{statistics.median(alone):.1f}",
                f"{alone[round(0.95 * (TIMES - 1))]:.1f}",
                f"{whole[0]:.1f}",
                f"{statistics.median(whole):.1f}",
                queries,
                f"{len(found.pks)}{'+' if found.is_cut else ''}",
            )
        )


if __name__ == "__main__":
    main()
