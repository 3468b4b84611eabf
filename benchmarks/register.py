"""How long the server works on the register: `.venv/bin/python benchmarks/register.py [DEADLINES]`.

100,000 deadlines of 2,000 obligations under 50 instruments, spread over four years, most of those
behind us performed, in servers of their own, which are gone afterwards; one instrument in ten is
restricted. Each page is asked for 10 times by a signed-in compliance officer through Django's test
client: all middleware, no network. Wanted: under 150 ms, and as many queries as with few deadlines.
The fastest of the 10 says what the work is, where a machine shared with others makes the rest wait.
This prints, and judges nothing.
"""

import atexit
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

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

from accounts.models import Role, Team, User  # noqa: E402
from agreements.models import Agreement, Article, Party  # noqa: E402
from iijgov import clock  # noqa: E402
from obligations.models import Obligation, ObligationVersion  # noqa: E402

TIMES, WARM_UP = 10, 2
INSTRUMENTS, DUTIES, TEAMS, PARTIES = 50, 40, 20, 100
PAGES = {
    "as it opens": "",
    "everything": "show=all",
    "overdue": "show=overdue",
    "last page of everything": "show=all&page=9999",
    "without a deadline": "show=without-deadline",
    "instrument": "agreement=agreement-7",
    "party": "party=party-42",
    "kind and owner": "kind=right&owner=team-3",
    "one status": "status=performed",
    "due range": "first=2026-12-01&last=2026-12-31",
    "article": "article=12",
    "word": "q=statement+furnish",
    "word that nothing has": "q=xylograph",
    "by article": "sort=article&show=all",
    "by status, backwards": "sort=-status&show=all",
    "by owner, all filters": (
        "party=party-1&kind=duty&owner=person-3&first=2026-01-01&last=2027-12-31&q=furnish"
        "&sort=owner&show=all"
    ),
    "a page far behind, sorted": "sort=obligation&show=all&page=2000",
}
DEADLINES = """
    INSERT INTO obligations_deadline (id, obligation_id, subject_id)
    SELECT n, o.ids[1 + n %% %(duties)s], s.ids[1 + n / %(duties)s %% %(parties)s]
    FROM generate_series(1, %(number)s) n,
        (SELECT array_agg(id ORDER BY id) AS ids FROM obligations_obligation
         WHERE key LIKE 'duty-%%') o,
        (SELECT array_agg(id ORDER BY id) AS ids FROM agreements_party) s
"""
VERSIONS = """
    INSERT INTO obligations_deadlineversion
        (id, deadline_id, number, kind, safe, before_roll, due, anchored_on, steps,
         rule_version_id, policy, zone, reason)
    SELECT d.id, d.id, 1, 'date', day, day + 1, day + 2, day - 30, '[]',
        r.id, 'japan-full', 'Asia/Tokyo', 'Fact recorded'
    FROM obligations_deadline d JOIN obligations_obligationversion r USING (obligation_id),
        LATERAL (SELECT %(today)s::date - 1095 + d.id::int * 7919 %% 1120 AS day) days
"""
STATES = "SELECT refresh_deadline_state(ARRAY(SELECT id FROM obligations_deadline))"
PERFORMED = """
    UPDATE obligations_deadlinestate SET counted_on = act_by
    WHERE act_by < %(today)s::date AND deadline_id %% 100 <> 0
"""


def fill(deadlines: int) -> None:
    """The register, from a fixed seed; no trigger runs."""
    chance = random.Random(2003)  # noqa: S311 (no secret)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        fill_obligations(chance)
        number = INSTRUMENTS * DUTIES
        values: dict[str, Any] = {
            "duties": number,
            "parties": PARTIES,
            "number": deadlines,
            "today": clock.today(),
        }
        for statement in (DEADLINES, VERSIONS):
            cursor.execute(statement, values)
        cursor.execute("UPDATE obligations_deadline SET current_id = id")
        cursor.execute(STATES)
        cursor.execute(PERFORMED, values)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def fill_obligations(chance: random.Random) -> None:
    """Teams, parties, and instruments with their obligations; some of which nothing triggered."""
    people = User.objects.bulk_create(
        User(email=f"person{n}@example.com", name=f"Person {n}", role=Role.COMPLIANCE)
        for n in range(TEAMS)
    )
    teams = Team.objects.bulk_create(
        Team(name=f"Team {n}", responsible=person) for n, person in enumerate(people)
    )
    parties = Party.objects.bulk_create(
        Party(
            key=f"party-{n}",
            name=f"Party {n} Incorporated",
            short_name=f"P{n}",
            kind="company",
            is_home=n == 0,
        )
        for n in range(PARTIES)
    )
    agreements = Agreement.objects.bulk_create(
        Agreement(
            slug=f"agreement-{n}",
            title=f"Agreement {n}",
            short_title=f"Agreement {n}",
            kind="agreement",
            restricted=n % 10 == 9,
        )
        for n in range(INSTRUMENTS)
    )
    articles = Article.objects.bulk_create(
        Article(agreement=agreement, number=str(n), slug=str(n), position=n, summary="In short.")
        for agreement in agreements
        for n in range(1, DUTIES + 1)
    )
    duties = Obligation.objects.bulk_create(
        Obligation(
            article=article,
            key=f"{key}-{n}",
            title=f"Furnish statement {n}",
            kind="right" if n % 5 == 0 else "duty",
            obligor=parties[0],
            obligee=chance.choice(parties),
            team=chance.choice(teams),
        )
        for key in ("duty", "waiting")
        for n, article in enumerate(articles)
    )
    ObligationVersion.objects.bulk_create(
        ObligationVersion(obligation=duty, rule="within 30 days after closing") for duty in duties
    )


def measure(client: Client, query: str) -> tuple[list[float], int, float]:
    """The times in milliseconds in ascending order, the queries, and the time of the slowest."""
    url = f"/obligations/?{query}"
    for _ in range(WARM_UP):
        response = client.get(url)
    if response.status_code != 200:
        raise SystemExit(f"{url} answers {response.status_code}.")
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    slowest = max(float(query["time"]) for query in captured)
    queries = len(captured)  # the next request empties the log
    times = []
    for _ in range(TIMES):
        start = time.perf_counter()
        client.get(url)
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times), queries, slowest * 1000


def main() -> None:
    """Print a line for each page."""
    deadlines = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    call_command("migrate", verbosity=0)
    start = time.perf_counter()
    fill(deadlines)
    sys.stdout.write(f"{deadlines:,} deadlines written in {time.perf_counter() - start:.0f} s\n")
    officer = User.objects.create_user("officer@example.com", role=Role.COMPLIANCE, name="Officer")
    client = Client(headers={"host": "localhost"})
    client.force_login(officer)
    row = "{:<28}{:>10}{:>11}{:>9}{:>14}\n".format
    sys.stdout.write(row("page", "least ms", "median ms", "queries", "slowest query"))
    for name, query in PAGES.items():
        times, queries, slowest = measure(client, query)
        median = statistics.median(times)
        sys.stdout.write(row(name, f"{times[0]:.0f}", f"{median:.0f}", queries, f"{slowest:.0f}"))


if __name__ == "__main__":
    main()
