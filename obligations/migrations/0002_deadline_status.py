"""The status of a deadline on a day, as one function of the database."""

from django.db import migrations

CREATE = """
CREATE FUNCTION deadline_status(
    kind text, opens date, safe date, due date, closed_on date, anchored_on date,
    period_end date, in_force_from date, in_force_until date, tracked_from date,
    obligor_is_home boolean, parent_is_home boolean, performed_on date, asked_on date
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN kind = 'withdrawn' THEN 'withdrawn'
    WHEN kind = 'waiting' THEN 'waiting'

    -- What goes on: standing duties, rights, open windows, within the obligation's own force.
    WHEN kind IN ('standing', 'from', 'open') AND in_force_until < asked_on THEN 'right_ended'
    WHEN kind IN ('standing', 'from', 'open') AND in_force_from > asked_on THEN 'right_future'
    WHEN kind = 'standing' THEN 'standing'
    WHEN kind = 'none' AND closed_on > asked_on THEN 'right_future'
    WHEN kind = 'none' THEN 'never_arose'
    WHEN kind IN ('from', 'open') AND opens > asked_on THEN 'right_future'
    WHEN kind = 'from' THEN 'right_open'
    WHEN kind = 'open' THEN 'window_open'

    -- A span with an end: it has no safe date, since nothing is to be done by its last day.
    WHEN kind = 'date' AND safe IS NULL AND opens > asked_on THEN 'right_future'
    WHEN kind = 'date' AND safe IS NULL AND due < asked_on THEN 'right_ended'
    WHEN kind = 'date' AND safe IS NULL THEN 'window_open'

    WHEN kind = 'date' AND performed_on > due THEN 'performed_late'
    WHEN performed_on IS NOT NULL THEN 'performed'

    -- What was due before the instrument was tracked is history.
    WHEN due < tracked_from THEN 'not_assessed'
    WHEN kind = 'standard' AND anchored_on < tracked_from THEN 'not_assessed'

    WHEN (obligor_is_home OR parent_is_home) AND kind = 'standard' THEN 'standard'
    WHEN period_end >= asked_on THEN 'scheduled'
    WHEN (obligor_is_home OR parent_is_home) THEN CASE
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
DROP = "DROP FUNCTION deadline_status"


class Migration(migrations.Migration):
    dependencies = [("obligations", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
