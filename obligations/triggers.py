"""Invariants that the database holds by triggers."""

import pgtrigger

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)

PERFORMANCE_NOT_BEFORE_OPENING = pgtrigger.Trigger(
    name="performance_not_before_opening",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Q(new__withdrawn=False),
    declare=[("opening", "date")],
    func=pgtrigger.Func(  # type: ignore[no-untyped-call]
        """
        SELECT v.opens INTO opening FROM obligations_deadline d
        JOIN obligations_deadlineversion v ON v.id = d.current_id
        WHERE d.id = NEW.deadline_id;
        IF opening IS NOT NULL
           AND LEAST(NEW.dispatched_on, NEW.arrived_on) < opening THEN
            RAISE EXCEPTION 'performed before the deadline opened on %', opening
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'performance_not_before_opening';
        END IF;
        RETURN NEW;
        """
    ),
)
