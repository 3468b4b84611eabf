"""The writes on reminders: plan, claim, deliver; the database is the truth."""

from reminders.services.delivery import claim_reminder, deliver_reminders
from reminders.services.heartbeat import record_heartbeat
from reminders.services.planning import plan_reminders

__all__ = ["claim_reminder", "deliver_reminders", "plan_reminders", "record_heartbeat"]
