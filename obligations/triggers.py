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


def refers_within(name: str, *wrong: str) -> pgtrigger.Trigger:
    """Refuse a row of which one of the conditions `wrong` says that it refers elsewhere."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=pgtrigger.Func(  # type: ignore[no-untyped-call]
            f"""
            IF {" OR ".join(wrong)} THEN
                RAISE EXCEPTION 'refers to what belongs elsewhere'
                USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NEW;
            """
        ),
    )


NOTICE_OF_ONE_INSTRUMENT = refers_within(
    "notice_of_one_instrument",
    "NEW.agreement_id <> (SELECT agreement_id FROM agreements_article WHERE id = NEW.article_id)",
    """NEW.agreement_id <> (
        SELECT type.agreement_id FROM obligations_event event
        JOIN obligations_eventtype type ON type.id = event.type_id WHERE event.id = NEW.event_id
    )""",
    """NEW.agreement_id <> (
        SELECT article.agreement_id FROM obligations_deadline deadline
        JOIN obligations_obligation obligation ON obligation.id = deadline.obligation_id
        JOIN agreements_article article ON article.id = obligation.article_id
        WHERE deadline.id = NEW.deadline_id
    )""",
)

PROPOSAL_OF_ONE_INSTRUMENT = refers_within(
    "proposal_of_one_instrument",
    "NEW.agreement_id <> (SELECT agreement_id FROM agreements_article WHERE id = NEW.article_id)",
    "NEW.agreement_id <> (SELECT agreement_id FROM obligations_reading WHERE id = NEW.reading_id)",
    """NEW.agreement_id <> (
        SELECT agreement_id FROM agreements_amendment WHERE id = NEW.amendment_id
    )""",
    """NEW.agreement_id <> (
        SELECT article.agreement_id FROM obligations_obligation obligation
        JOIN agreements_article article ON article.id = obligation.article_id
        WHERE obligation.id = NEW.obligation_id
    )""",
)

OF_OBLIGATION = """
    SELECT article.agreement_id FROM obligations_obligation obligation
    JOIN agreements_article article ON article.id = obligation.article_id
"""
OF_DEADLINE = f"""
    {OF_OBLIGATION} JOIN obligations_deadline deadline ON deadline.obligation_id = obligation.id
    WHERE deadline.id = NEW.deadline_id
"""


def late_entry_has_a_reason(agreement: str, *days: str) -> pgtrigger.Trigger:
    """Refuse a row without `late_reason` of which one of `days` lies in a closed period.

    `agreement` is the query that finds the instrument.
    """
    return pgtrigger.Trigger(
        name="late_entry_has_a_reason",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Q(new__late_reason=""),
        declare=[("closed", "date")],
        func=pgtrigger.Func(  # type: ignore[no-untyped-call]
            f"""
            SELECT closed_until INTO closed FROM obligations_periodlock
            WHERE agreement_id = ({agreement}) ORDER BY id DESC LIMIT 1;
            IF closed IS NOT NULL AND least({", ".join(days)}) <= closed THEN
                RAISE EXCEPTION 'the period is closed until %', closed
                USING ERRCODE = 'check_violation', CONSTRAINT = 'late_entry_has_a_reason';
            END IF;
            RETURN NEW;
            """  # noqa: S608 (constants of the models)
        ),
    )
