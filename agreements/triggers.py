"""Invariants over several rows of a tree, held by the database."""

import pgtrigger

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


def not_own_ancestor(*, name: str) -> pgtrigger.Trigger:
    """Refuse a row whose `parent` chain leads back to itself (check violation `name`)."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Q(new__parent__isnull=False),
        declare=[("looped", "boolean")],
        func=pgtrigger.Func(  # type: ignore[no-untyped-call]
            f"""
            WITH RECURSIVE up(id) AS (
                SELECT NEW.parent_id
                UNION
                SELECT above.parent_id FROM {{meta.db_table}} above
                JOIN up ON above.id = up.id WHERE above.parent_id IS NOT NULL
            ) SELECT EXISTS (SELECT 1 FROM up WHERE id = NEW.id) INTO looped;
            IF looped THEN
                RAISE EXCEPTION 'a row cannot be its own ancestor'
                USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NEW;
            """  # noqa: S608
        ),
    )


def same_agreement_as_parent(*, name: str) -> pgtrigger.Trigger:
    """Refuse a provision that hangs under one of another instrument (check violation `name`)."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Q(new__parent__isnull=False),
        func=pgtrigger.Func(  # type: ignore[no-untyped-call]
            f"""
            IF NEW.agreement_id <> (
                SELECT agreement_id FROM {{meta.db_table}} WHERE id = NEW.parent_id
            ) THEN
                RAISE EXCEPTION 'a provision belongs to the instrument of its parent'
                USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NEW;
            """  # noqa: S608
        ),
    )
