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

DECIDED_BY_ANOTHER_PERSON = pgtrigger.Trigger(
    name="decided_by_another_person",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Q(new__kind__in=["verified", "rejected", "confirmed", "withdrawn"]),
    declare=[("maker", "bigint"), ("place", "bigint")],
    func=pgtrigger.Func(  # type: ignore[no-untyped-call]
        """
        IF NEW.performance_id IS NOT NULL THEN
            SELECT recorded_by_id, deadline_id INTO maker, place
            FROM obligations_performance WHERE id = NEW.performance_id;
        ELSE
            SELECT decided_by_id, deadline_id INTO maker, place
            FROM obligations_decision WHERE id IN (NEW.confirms_id, NEW.withdraws_id);
        END IF;
        IF place <> NEW.deadline_id THEN
            RAISE EXCEPTION 'decided about another deadline'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_about_this_deadline';
        END IF;
        IF NEW.kind <> 'withdrawn' AND maker = NEW.decided_by_id THEN
            RAISE EXCEPTION 'decided by the person who recorded it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_by_another_person';
        END IF;
        RETURN NEW;
        """
    ),
)
