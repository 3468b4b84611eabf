"""Reminders: policies say when and whom, rows are planned, messages are claimed and sent."""

from reminders.models.heartbeat import Heartbeat
from reminders.models.message import Channel, Message
from reminders.models.person import Absence, Preferences
from reminders.models.policy import Audience, Clock, PolicyStep, ReminderPolicy
from reminders.models.reminder import Reminder
from reminders.models.webhook import Webhook

__all__ = [
    "Absence",
    "Audience",
    "Channel",
    "Clock",
    "Heartbeat",
    "Message",
    "PolicyStep",
    "Preferences",
    "Reminder",
    "ReminderPolicy",
    "Webhook",
]
