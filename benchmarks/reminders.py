"""How fast reminders are planned and delivered: `.venv/bin/python benchmarks/reminders.py`.

1,000,000 open deadlines, made by SQL, in servers of their own, which are gone afterwards. First a
tick of the planner with the same number of deadlines due among 10,000, 100,000 and 1,000,000; then
100,000 due at once are planned, and delivered over SMTP to a sink on this machine by 1, 2 and 4
workers, each a process. `benchmarks/reminders.py 100000 10000` takes smaller numbers. Wanted: a
tick costs what is due, not what is open; 200 deliveries a second by one worker, more by two. This
prints, and judges nothing.
"""

import asyncio
import atexit
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from iijgov import embedded
from iijgov.embedded.folder import free_port

IS_WORKER = sys.argv[1:2] == ["worker"]
if not IS_WORKER:
    FOLDER = tempfile.mkdtemp(prefix="iijgov-benchmark-")
    atexit.register(shutil.rmtree, FOLDER)
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {
        "VAR_DIR": FOLDER,
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "iijgov.settings",
    }
    embedded.prepare_environment()
    SINK = free_port()
    os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{SINK}"

import django  # noqa: E402  settings read the variables above

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from accounts.models import Role, Team, User  # noqa: E402
from agreements.models import Agreement, Article, Party  # noqa: E402
from obligations.models import Obligation, ObligationVersion  # noqa: E402
from reminders.models import Message, Reminder  # noqa: E402
from reminders.services import deliver_messages, plan_reminders  # noqa: E402

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))  # a Tuesday, nobody's quiet hour
SAFE = date(2026, 12, 22)  # the step 30 days before has passed, the next one comes in two weeks
TEAMS, SUBJECTS, DUE_IN_A_TICK, SECONDS = 100, 1000, 500, 25
DEADLINES = """
    INSERT INTO obligations_deadline (id, obligation_id, subject_id, next_step_at)
    SELECT n, o.ids[1 + n / %(subjects)s], s.ids[1 + n %% %(subjects)s], %(later)s
    FROM generate_series(%(first)s, %(last)s) n,
        (SELECT array_agg(id ORDER BY id) AS ids FROM obligations_obligation) o,
        (SELECT array_agg(id ORDER BY id) AS ids FROM agreements_party) s
"""
VERSIONS = """
    INSERT INTO obligations_deadlineversion
        (id, deadline_id, number, kind, safe, before_roll, due, anchored_on, steps,
         rule_version_id, policy, zone, reason)
    SELECT d.id, d.id, 1, 'date', %(safe)s, %(safe)s, %(safe)s, '2026-11-02', '[]',
        r.id, 'japan-full', 'Asia/Tokyo', 'Fact recorded'
    FROM obligations_deadline d JOIN obligations_obligationversion r USING (obligation_id)
    WHERE d.id BETWEEN %(first)s AND %(last)s
"""
CURRENT = "UPDATE obligations_deadline SET current_id = id WHERE id BETWEEN %(first)s AND %(last)s"
STATES = "SELECT refresh_deadline_state(ARRAY(SELECT generate_series(%(first)s, %(last)s)::bigint))"


def fill_register(open_deadlines: int) -> None:
    """Teams with two people each, obligations and subjects: enough for so many deadlines."""
    people = User.objects.bulk_create(
        User(email=f"person{n}@example.com", name=f"Person {n}", role=Role.COMPLIANCE)
        for n in range(2 * TEAMS)
    )
    teams = Team.objects.bulk_create(
        Team(name=f"Team {n}", responsible=people[2 * n], backup=people[2 * n + 1])
        for n in range(TEAMS)
    )
    parties = Party.objects.bulk_create(
        Party(
            key=f"party-{n}",
            name=f"Party {n} Incorporated",
            short_name=f"P{n}",
            kind="company",
            is_home=n == 0,
        )
        for n in range(SUBJECTS)
    )
    agreement = Agreement.objects.create(
        slug="agreement", title="Agreement", short_title="Agreement", kind="agreement"
    )
    articles = Article.objects.bulk_create(
        Article(agreement=agreement, number=str(n), slug=str(n), position=n) for n in range(1, 101)
    )
    duties = Obligation.objects.bulk_create(
        Obligation(
            article=articles[n % len(articles)],
            key=f"duty-{n}",
            title=f"Furnish statement {n}",
            kind="duty",
            obligor=parties[0],
            obligee=parties[1],
            team=teams[n % TEAMS],
        )
        for n in range(open_deadlines // SUBJECTS + 1)
    )
    ObligationVersion.objects.bulk_create(
        ObligationVersion(obligation=duty, rule="within 30 days after closing") for duty in duties
    )


def fill_deadlines(first: int, last: int) -> None:
    """Open deadlines with these numbers, of which none asks for a look for two weeks."""
    values: dict[str, int | date] = {
        "first": first,
        "last": last,
        "later": NOW + timedelta(days=14),
        "safe": SAFE,
        "subjects": SUBJECTS,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no triggers, no foreign keys
        for statement in (DEADLINES, VERSIONS, CURRENT, STATES):
            cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def make_due(number: int, among: int) -> None:
    """Let so many deadlines that are not planned yet, spread over all, ask for a look now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE obligations_deadline SET next_step_at = %s WHERE id IN (SELECT d.id "
            "FROM obligations_deadline d LEFT JOIN reminders_reminder r ON r.deadline_id = d.id "
            "WHERE r.id IS NULL AND d.id <= %s ORDER BY hashint8(d.id) LIMIT %s)",
            [NOW, among, number],
        )
        cursor.execute("VACUUM ANALYZE obligations_deadline")


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def memory() -> str:
    """The most that this process ever took."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Sink:
    """Takes every message, and counts; it does as little as SMTP allows, as a mail server in C."""

    taken = 0

    @staticmethod
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        while command := (await reader.readline())[:4].upper():
            if command == b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                Sink.taken += 1
            writer.write(b"221 bye\r\n" if command == b"QUIT" else b"250 OK\r\n")
        writer.close()


@contextmanager
def sink_running() -> Iterator[None]:
    loop = asyncio.new_event_loop()
    server = asyncio.start_server(Sink.serve, "127.0.0.1", SINK, limit=2**20)
    loop.run_until_complete(server)
    Thread(target=loop.run_forever, daemon=True).start()
    yield


def deliver(workers: int, seconds: float) -> None:
    """Let so many processes deliver for so long, or until nothing is left; print what came."""
    command = [sys.executable, __file__, "worker", str(seconds)]
    before, start = Sink.taken, time.perf_counter()
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(workers)
    ]
    told = [process.communicate()[0].split() for process in processes]
    taken = Sink.taken - before
    longest = max(float(seconds) for seconds, *_rest in told)
    busy = sum(float(processor) for _seconds, processor, *_rest in told)
    sizes = ", ".join(f"{size} {unit}" for *_times, size, unit in told)
    say(
        f"{workers} worker{'s' * (workers > 1)}: {taken:,} in {longest:.1f} s, "
        f"{taken / longest:.0f} a second (with their start {time.perf_counter() - start:.1f} s), "
        f"{busy / max(taken, 1) * 1000:.1f} ms of processor each; memory {sizes}"
    )


def work(seconds: float) -> None:
    """One worker: deliver, run after run."""
    start, busy = time.perf_counter(), time.process_time()

    def clock() -> datetime:
        return NOW + timedelta(seconds=time.perf_counter() - start)

    while time.perf_counter() - start < seconds and deliver_messages(clock=clock):
        pass
    say(f"{time.perf_counter() - start:.2f} {time.process_time() - busy:.2f} {memory()}")


def main(open_deadlines: int = 1_000_000, due: int = 100_000) -> None:
    """Print ticks, planning, deliveries."""
    call_command("migrate", verbosity=0)
    fill_register(open_deadlines)
    filled = 0
    for size in (open_deadlines // 100, open_deadlines // 10, open_deadlines):
        fill_deadlines(filled + 1, size)
        filled = size
        idle = min(timed(lambda: plan_reminders(now=NOW)) for _ in range(3))
        make_due(DUE_IN_A_TICK, size)
        busy = timed(lambda: plan_reminders(now=NOW))
        say(
            f"{size:,} open: a tick takes {idle * 1000:.1f} ms with nothing due, "
            f"{busy * 1000:.0f} ms with {DUE_IN_A_TICK} due"
        )
    before = Reminder.objects.count()
    make_due(due, open_deadlines)
    seconds = timed(lambda: plan_reminders(now=NOW))
    planned = Reminder.objects.count() - before
    say(
        f"{due:,} due among {open_deadlines:,}: planned in {seconds:.0f} s "
        f"({planned:,} reminders, {due / seconds:.0f} deadlines a second); memory {memory()}"
    )
    waiting = Message.objects.outstanding().count()
    with sink_running():
        deliver(1, SECONDS)
        deliver(2, SECONDS)
        deliver(4, 3600)
    say(f"{Sink.taken:,} of {waiting:,} messages delivered")


if __name__ == "__main__":
    if IS_WORKER:
        work(float(sys.argv[2]))
    else:
        main(*(int(number) for number in sys.argv[1:3]))
