"""How long the server works on each page: `.venv/bin/python benchmarks/pages.py`.

The demonstration is loaded into servers of its own, which are gone afterwards. Each page is asked
for 30 times by a signed-in compliance officer through Django's test client: all middleware, no
network. Wanted: at most 50 ms and at most 20 queries. The fastest of the 30 says what the work is,
where a machine shared with others makes the rest wait. This prints, and judges nothing.
"""

import atexit
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
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

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.models import User  # noqa: E402
from iijgov import clock  # noqa: E402
from iijgov.collecting import settle  # noqa: E402
from obligations.models import Deadline, Event  # noqa: E402

TIMES, WARM_UP = 30, 3


def pages() -> list[str]:
    """An address of each kind, in the demonstration."""
    quarterly = Deadline.objects.filter(obligation__key="sa-12-1-3").latest("pk")
    fact = Event.objects.effective().latest("pk")
    month = clock.today() - timedelta(days=30)
    return [
        "/",
        "/?as_of=2003-11-01",
        "/obligations/",
        "/obligations/?show=all&q=statements",
        "/obligations/sa-12-1-3/",
        f"/deadlines/{quarterly.pk}/",
        "/dashboard/",
        "/calendar/",
        f"/calendar/?month={month:%Y-%m}",
        "/agreements/",
        "/agreements/subscription-agreement/",
        "/agreements/subscription-agreement/?text=both",
        "/agreements/subscription-agreement/12.1-3/",
        "/agreements/subscription-agreement/terms/",
        "/agreements/subscription-agreement/closing/",
        "/agreements/schedule-13d/",
        "/agreements/bribery-prevention-regulations/",
        "/search/?for=art+12",
        "/findings/",
        "/events/",
        "/events/record/",
        f"/events/{fact.pk}/correct/",
        "/shareholders/",
        "/rules/try/",
    ]


def measure(client: Client, page: str) -> tuple[list[float], int, int]:
    """The times in milliseconds in ascending order, the number of queries, and of bytes."""
    for _ in range(WARM_UP):
        response = client.get(page)
    if response.status_code != 200:
        raise SystemExit(f"{page} answers {response.status_code}.")
    with CaptureQueriesContext(connection) as captured:
        client.get(page)
    queries = len(captured)  # the next request empties the log
    times = []
    for _ in range(TIMES):
        start = time.perf_counter()
        client.get(page)
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times), queries, len(response.content)


def manage(*arguments: str) -> None:
    """Run a command in a process of its own: what it leaves in memory is not the server's."""
    subprocess.run([sys.executable, Path(sys.path[0]) / "manage.py", *arguments], check=True)


def main() -> None:
    """Print a line for each page."""
    manage("migrate", "--verbosity=0")
    manage("load_demo")
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(email="compliance@demo.localhost"))
    settle()  # as the server does
    row = "{:<48}{:>9}{:>11}{:>9}{:>9}{:>9}\n".format
    sys.stdout.write(row("page", "least ms", "median ms", "p95 ms", "queries", "bytes"))
    for page in pages():
        times, queries, size = measure(client, page)
        median, p95 = statistics.median(times), times[round(0.95 * (TIMES - 1))]
        sys.stdout.write(row(page, f"{times[0]:.1f}", f"{median:.1f}", f"{p95:.1f}", queries, size))


if __name__ == "__main__":
    main()
