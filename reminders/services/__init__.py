"""The writes on reminders: plan, claim, deliver; the database is the truth."""

from reminders.services.delivery import claim_messages, deliver_messages
from reminders.services.heartbeat import claim_tick, record_heartbeat
from reminders.services.planning import plan_reminders

__all__ = [
    "claim_messages",
    "claim_tick",
    "deliver_messages",
    "plan_reminders",
    "record_heartbeat",
]
