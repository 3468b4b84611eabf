"""The status of a deadline on a day: one function, over what stands side by side in one table."""

AS_EXTENDED = """
CREATE FUNCTION day_as_extended(
    computed date, extended_on date, extended_to date, asked_on date
) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN extended_on <= asked_on AND computed IS NOT NULL THEN greatest(computed, extended_to)
    ELSE computed
END
"""

STATUS = """
CREATE FUNCTION deadline_status(
    kind text, opens date, computed_safe date, computed_due date, closed_on date,
    anchored_on date, period_end date, in_force_from date, in_force_until date,
    tracked_from date, is_ours boolean, is_right boolean, is_answer boolean, performed_on date,
    needs_verification boolean, verified_on date, waived_on date, declined_on date,
    extended_on date, extended_safe date, extended_until date, asked_on date
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN kind = 'withdrawn' THEN 'withdrawn'
    WHEN kind = 'waiting' THEN 'waiting'

    -- A right that was exercised or declined is used up; one that lasts is not.
    WHEN is_right AND kind IN ('from', 'open', 'date') AND performed_on IS NOT NULL THEN CASE
        WHEN needs_verification AND (verified_on IS NULL OR verified_on > asked_on) THEN 'pending'
        WHEN performed_on > least(
            day_as_extended(computed_due, extended_on, extended_until, asked_on), in_force_until
        ) THEN 'disputed'
        ELSE 'exercised'
    END
    WHEN is_right AND kind IN ('from', 'open', 'date') AND declined_on <= asked_on THEN 'declined'

    -- What goes on, within the obligation's own force: only a right is open, all else continues.
    WHEN kind IN ('standing', 'from', 'open') AND in_force_until < asked_on THEN 'right_ended'
    WHEN kind IN ('standing', 'from', 'open') AND in_force_from > asked_on THEN 'right_future'
    WHEN kind IN ('standing', 'from', 'open') AND NOT is_right AND waived_on <= asked_on
        THEN 'waived'
    WHEN kind = 'standing' THEN 'standing'
    WHEN kind = 'none' AND closed_on > asked_on THEN 'right_future'
    WHEN kind = 'none' THEN 'never_arose'
    WHEN kind IN ('from', 'open') AND opens > asked_on THEN 'right_future'
    WHEN kind IN ('from', 'open') AND NOT is_right THEN 'standing'
    WHEN kind = 'from' THEN 'right_open'
    WHEN kind = 'open' THEN 'window_open'

    -- A span with an end: it has no safe date, since nothing is to be done by its last day.
    WHEN kind = 'date' AND computed_safe IS NULL AND opens > asked_on THEN 'right_future'
    WHEN kind = 'date' AND computed_safe IS NULL AND computed_due < asked_on THEN 'right_ended'
    WHEN kind = 'date' AND computed_safe IS NULL AND NOT is_right AND waived_on <= asked_on
        THEN 'waived'
    WHEN kind = 'date' AND computed_safe IS NULL AND NOT is_right THEN 'standing'
    WHEN kind = 'date' AND computed_safe IS NULL THEN 'window_open'

    WHEN waived_on <= asked_on AND (performed_on IS NULL OR waived_on <= performed_on) THEN 'waived'
    WHEN performed_on IS NOT NULL
        AND needs_verification AND (verified_on IS NULL OR verified_on > asked_on) THEN 'pending'
    WHEN kind = 'date'
        AND performed_on > day_as_extended(computed_due, extended_on, extended_until, asked_on)
        THEN CASE WHEN is_answer THEN 'disputed' ELSE 'performed_late' END
    WHEN performed_on IS NOT NULL THEN 'performed'

    -- What was due before the instrument was tracked is history.
    WHEN day_as_extended(computed_due, extended_on, extended_until, asked_on) < tracked_from
        THEN 'not_assessed'
    WHEN kind = 'standard' AND anchored_on < tracked_from THEN 'not_assessed'

    WHEN is_ours AND kind = 'standard' THEN 'standard'
    WHEN period_end >= asked_on THEN 'scheduled'
    WHEN is_ours THEN CASE
        WHEN day_as_extended(computed_due, extended_on, extended_until, asked_on) < asked_on
            THEN 'overdue'
        WHEN day_as_extended(computed_safe, extended_on, extended_safe, asked_on) < asked_on
            THEN 'past_safe'
        WHEN day_as_extended(computed_safe, extended_on, extended_safe, asked_on) <= asked_on + 14
            THEN 'due_soon'
        WHEN extended_on <= asked_on THEN 'extended'
        ELSE 'open'
    END

    -- The duty of somebody else is never overdue here: an answer is pending, then not recorded.
    WHEN day_as_extended(computed_due, extended_on, extended_until, asked_on) < asked_on
        THEN 'answer_late'
    ELSE 'answer_pending'
END
"""

# What was withdrawn, corrected, done in part or rejected does not count, on no day.
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
    act.counted_on,
    obligation.kind = 'right' OR (
        coalesce(obligee.is_home, false) AND NOT coalesce(obligor.is_home OR above.is_home, false)
    ) AS is_answer,
    coalesce(act.needs_verification, false) AS needs_verification,
    act.verified_on,
    (
        SELECT min(coalesce(part.counted_on, part.dispatched_on, part.arrived_on))
        FROM obligations_performance part
        LEFT JOIN obligations_performance later ON later.corrects_id = part.id
        WHERE part.deadline_id = deadline.id
        AND part.is_partial AND NOT part.withdrawn AND later.id IS NULL
    ) AS partly_on,
    decided.waived_on,
    decided.declined_on,
    version.extended_on,
    version.extended_safe,
    version.extended_until
FROM obligations_deadline deadline
JOIN obligations_deadlineversion version ON version.id = deadline.current_id
JOIN obligations_obligation obligation ON obligation.id = deadline.obligation_id
JOIN agreements_article article ON article.id = obligation.article_id
JOIN agreements_agreement agreement ON agreement.id = article.agreement_id
LEFT JOIN agreements_party obligor ON obligor.id = obligation.obligor_id
LEFT JOIN agreements_party above ON above.id = obligor.parent_id
LEFT JOIN agreements_party obligee ON obligee.id = obligation.obligee_id
LEFT JOIN agreements_fiscalperiod period ON period.id = deadline.period_id
LEFT JOIN LATERAL (
    SELECT performance.counted_on, performance.needs_verification, (
        SELECT min(verified."on") FROM obligations_decision verified
        LEFT JOIN obligations_decision undone ON undone.withdraws_id = verified.id
        WHERE verified.performance_id = performance.id
        AND verified.kind = 'verified' AND undone.id IS NULL
    ) AS verified_on
    FROM obligations_performance performance
    LEFT JOIN obligations_performance later ON later.corrects_id = performance.id
    WHERE performance.deadline_id = deadline.id
    AND performance.counted_on IS NOT NULL
    AND NOT performance.withdrawn AND NOT performance.is_partial AND later.id IS NULL
    AND NOT EXISTS (
        SELECT FROM obligations_decision rejected
        LEFT JOIN obligations_decision undone ON undone.withdraws_id = rejected.id
        WHERE rejected.performance_id = performance.id
        AND rejected.kind = 'rejected' AND undone.id IS NULL
    )
    ORDER BY performance.counted_on, performance.id LIMIT 1
) act ON true
LEFT JOIN LATERAL (
    SELECT
        min(decision."on") FILTER (
            WHERE decision.kind = 'waived' AND confirmation.id IS NOT NULL
        ) AS waived_on,
        min(decision."on") FILTER (WHERE decision.kind = 'declined') AS declined_on
    FROM obligations_decision decision
    LEFT JOIN obligations_decision confirmation ON confirmation.confirms_id = decision.id
    LEFT JOIN obligations_decision undone ON undone.withdraws_id = decision.id
    WHERE decision.deadline_id = deadline.id
    AND decision.kind IN ('waived', 'declined') AND undone.id IS NULL
) decided ON true
"""

COLUMNS = [
    *("agreement_id", "kind", "opens", "safe", "due", "closed_on", "anchored_on", "act_by"),
    *("period_start", "period_end", "in_force_from", "in_force_until", "tracked_from", "is_ours"),
    *("is_right", "is_answer", "counted_on", "needs_verification", "verified_on", "partly_on"),
    *("waived_on", "declined_on", "extended_on", "extended_safe", "extended_until"),
]

# As before: the row is locked first, then read by a statement that sees what others committed.
# Two transactions may change what one row rests on: the row is locked first, and what it must
# hold is read afterwards, by a statement that sees what the other one committed. The rows are
# reached by their keys: a plan that was kept from when the tables were small must not scan them.
REFRESH = f"""
CREATE FUNCTION refresh_deadline_state(changed bigint[])
RETURNS void LANGUAGE plpgsql
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
    "obligations_decision": ("INSERT", "ARRAY[NEW.deadline_id]"),
    "obligations_obligation": (
        "UPDATE OF article_id, kind, obligor_id, obligee_id, in_force_from, in_force_until",
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
        LEFT JOIN agreements_party obligor ON obligor.id = obligation.obligor_id
        WHERE NEW.id IN (obligor.id, obligor.parent_id, obligation.obligee_id))""",
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


STATEMENTS = [
    (AS_EXTENDED, "DROP FUNCTION day_as_extended"),
    (STATUS, "DROP FUNCTION deadline_status"),
    (VIEW, "DROP VIEW deadline_state_now"),
    (REFRESH, "DROP FUNCTION refresh_deadline_state"),
    *(_trigger(table, events, changed) for table, (events, changed) in TRIGGERS.items()),
]
