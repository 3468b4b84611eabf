"""What a deadline's status follows from, side by side, kept true by the database itself."""

import django.db.models.deletion
from django.db import migrations, models

# The view says what a row must hold; the triggers below bring the table to it.
VIEW = """
CREATE VIEW deadline_state_now AS
SELECT
    deadline.id AS deadline_id,
    article.agreement_id,
    version.kind,
    version.opens,
    version.safe,
    version.due,
    version.closed_on,
    version.anchored_on,
    coalesce(version.safe, version.internal_target, version.due) AS act_by,
    period.start AS period_start,
    period."end" AS period_end,
    obligation.in_force_from,
    obligation.in_force_until,
    agreement.tracked_from,
    coalesce(obligor.is_home OR above.is_home, false) AS is_ours,
    obligation.kind = 'right' AS is_right,
    (
        SELECT min(performance.counted_on)
        FROM obligations_performance performance
        LEFT JOIN obligations_performance later ON later.corrects_id = performance.id
        WHERE performance.deadline_id = deadline.id
        AND NOT performance.withdrawn AND later.id IS NULL
    ) AS counted_on
FROM obligations_deadline deadline
JOIN obligations_deadlineversion version ON version.id = deadline.current_id
JOIN obligations_obligation obligation ON obligation.id = deadline.obligation_id
JOIN agreements_article article ON article.id = obligation.article_id
JOIN agreements_agreement agreement ON agreement.id = article.agreement_id
LEFT JOIN agreements_party obligor ON obligor.id = obligation.obligor_id
LEFT JOIN agreements_party above ON above.id = obligor.parent_id
LEFT JOIN agreements_fiscalperiod period ON period.id = deadline.period_id
"""

STATUS = """
CREATE FUNCTION deadline_status(
    kind text, opens date, safe date, due date, closed_on date, anchored_on date,
    period_end date, in_force_from date, in_force_until date, tracked_from date,
    is_ours boolean, is_right boolean, performed_on date, asked_on date
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN kind = 'withdrawn' THEN 'withdrawn'
    WHEN kind = 'waiting' THEN 'waiting'

    -- What goes on, within the obligation's own force: only a right is open, all else continues.
    WHEN kind IN ('standing', 'from', 'open') AND in_force_until < asked_on THEN 'right_ended'
    WHEN kind IN ('standing', 'from', 'open') AND in_force_from > asked_on THEN 'right_future'
    WHEN kind = 'standing' THEN 'standing'
    WHEN kind = 'none' AND closed_on > asked_on THEN 'right_future'
    WHEN kind = 'none' THEN 'never_arose'
    WHEN kind IN ('from', 'open') AND opens > asked_on THEN 'right_future'
    WHEN kind IN ('from', 'open') AND NOT is_right THEN 'standing'
    WHEN kind = 'from' THEN 'right_open'
    WHEN kind = 'open' THEN 'window_open'

    -- A span with an end: it has no safe date, since nothing is to be done by its last day.
    WHEN kind = 'date' AND safe IS NULL AND opens > asked_on THEN 'right_future'
    WHEN kind = 'date' AND safe IS NULL AND due < asked_on THEN 'right_ended'
    WHEN kind = 'date' AND safe IS NULL AND NOT is_right THEN 'standing'
    WHEN kind = 'date' AND safe IS NULL THEN 'window_open'

    WHEN kind = 'date' AND performed_on > due THEN 'performed_late'
    WHEN performed_on IS NOT NULL THEN 'performed'

    -- What was due before the instrument was tracked is history.
    WHEN due < tracked_from THEN 'not_assessed'
    WHEN kind = 'standard' AND anchored_on < tracked_from THEN 'not_assessed'

    WHEN is_ours AND kind = 'standard' THEN 'standard'
    WHEN period_end >= asked_on THEN 'scheduled'
    WHEN is_ours THEN CASE
        WHEN due < asked_on THEN 'overdue'
        WHEN safe < asked_on THEN 'past_safe'
        WHEN safe <= asked_on + 14 THEN 'due_soon'
        ELSE 'open'
    END

    -- The duty of somebody else is never overdue here: an answer is pending, then not recorded.
    WHEN due < asked_on THEN 'answer_late'
    ELSE 'answer_pending'
END
"""

COLUMNS = ["agreement_id", "kind", "opens", "safe", "due", "closed_on", "anchored_on", "act_by", "period_start", "period_end", "in_force_from", "in_force_until", "tracked_from", "is_ours", "is_right", "counted_on"]

# Two transactions may change what one row rests on: the row is locked first, and what it must
# hold is read afterwards, by a statement that sees what the other one committed. The rows are
# reached by their keys: a plan that was kept from when the tables were small must not scan them.
REFRESH = f"""
CREATE FUNCTION refresh_deadline_state(changed bigint[]) RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    PERFORM 1 FROM obligations_deadlinestate
        WHERE deadline_id = ANY(changed) ORDER BY deadline_id FOR UPDATE;
    INSERT INTO obligations_deadlinestate (deadline_id, {", ".join(COLUMNS)})
        SELECT deadline_id, {", ".join(COLUMNS)}
        FROM deadline_state_now WHERE deadline_id = ANY(changed)
        ON CONFLICT (deadline_id) DO UPDATE
        SET {", ".join(f"{name} = excluded.{name}" for name in COLUMNS)};
END $$
"""

TRIGGERS = {
    "obligations_deadline": (
        "INSERT OR UPDATE OF current_id, period_id, obligation_id",
        "ARRAY[NEW.id]",
    ),
    "obligations_performance": ("INSERT", "ARRAY[NEW.deadline_id]"),
    "obligations_obligation": (
        "UPDATE OF article_id, kind, obligor_id, in_force_from, in_force_until",
        "ARRAY(SELECT id FROM obligations_deadline WHERE obligation_id = NEW.id)",
    ),
    "agreements_agreement": (
        "UPDATE OF tracked_from",
        "ARRAY(SELECT deadline_id FROM obligations_deadlinestate WHERE agreement_id = NEW.id)",
    ),
    "agreements_party": (
        "UPDATE OF is_home, parent_id",
        """ARRAY(SELECT deadline.id FROM obligations_deadline deadline
        JOIN obligations_obligation obligation ON obligation.id = deadline.obligation_id
        JOIN agreements_party obligor ON obligor.id = obligation.obligor_id
        WHERE NEW.id IN (obligor.id, obligor.parent_id))""",
    ),
    "agreements_fiscalperiod": (
        'UPDATE OF start, "end"',
        "ARRAY(SELECT id FROM obligations_deadline WHERE period_id = NEW.id)",
    ),
}


def _trigger(table: str, events: str, changed: str) -> tuple[str, str]:
    function = f"refresh_deadline_state_after_{table}"
    create = f"""
    CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM refresh_deadline_state({changed});
        RETURN NULL;
    END $$;
    CREATE TRIGGER refresh_deadline_state AFTER {events} ON {table}
        FOR EACH ROW EXECUTE FUNCTION {function}();
    """
    return create, f"DROP FUNCTION {function} CASCADE"



class Migration(migrations.Migration):
    dependencies = [("obligations", "0004_instruments_whole")]
    operations = [
        migrations.CreateModel(
            name="DeadlineState",
            fields=[
                (
                    "deadline",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="state",
                        serialize=False,
                        to="obligations.deadline",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.agreement",
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("opens", models.DateField(null=True)),
                ("safe", models.DateField(null=True)),
                ("due", models.DateField(null=True)),
                ("closed_on", models.DateField(null=True)),
                ("anchored_on", models.DateField(null=True)),
                ("act_by", models.DateField(db_index=True, null=True)),
                ("period_start", models.DateField(null=True)),
                ("period_end", models.DateField(null=True)),
                ("in_force_from", models.DateField(null=True)),
                ("in_force_until", models.DateField(null=True)),
                ("tracked_from", models.DateField(null=True)),
                ("is_ours", models.BooleanField()),
                ("is_right", models.BooleanField()),
                ("counted_on", models.DateField(null=True)),
            ],
        ),
        migrations.RunSQL(
            ["DROP FUNCTION deadline_status", STATUS], migrations.RunSQL.noop
        ),
        migrations.RunSQL(VIEW, "DROP VIEW deadline_state_now"),
        migrations.RunSQL(REFRESH, "DROP FUNCTION refresh_deadline_state"),
        *(
            migrations.RunSQL(*_trigger(table, events, changed))
            for table, (events, changed) in TRIGGERS.items()
        ),
        migrations.RunSQL(
            "SELECT refresh_deadline_state(ARRAY(SELECT id FROM obligations_deadline))",
            migrations.RunSQL.noop,
        ),
    ]
