"""What the status of a deadline follows from, read side by side."""

from django.db import models

from agreements.models import Agreement
from obligations.models.deadline import Deadline


class DeadlineState(models.Model):
    """One row for each deadline, with the facts of eight tables, so that lists ask only this one.

    The database writes it (triggers, in the migration that creates it); nothing else may.
    """

    deadline = models.OneToOneField(
        Deadline, models.CASCADE, primary_key=True, related_name="state"
    )
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    opens = models.DateField(null=True)
    safe = models.DateField(null=True)
    due = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    anchored_on = models.DateField(null=True)
    act_by = models.DateField(null=True, db_index=True)
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)
    in_force_from = models.DateField(null=True)
    in_force_until = models.DateField(null=True)
    tracked_from = models.DateField(null=True)
    is_ours = models.BooleanField()
    is_right = models.BooleanField()
    is_answer = models.BooleanField()
    counted_on = models.DateField(null=True)
    needs_verification = models.BooleanField()
    verified_on = models.DateField(null=True)
    partly_on = models.DateField(null=True)
    waived_on = models.DateField(null=True)
    declined_on = models.DateField(null=True)
    extended_on = models.DateField(null=True)
    extended_safe = models.DateField(null=True)
    extended_until = models.DateField(null=True)

    def __str__(self) -> str:
        return str(self.deadline_id)
