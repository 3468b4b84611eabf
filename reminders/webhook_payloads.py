"""What a webhook is told: the facts as JSON, or a text as Slack and Teams take it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from obligations.models import Deadline
from reminders.models import Message, Reminder, Webhook

Carried = Iterable[tuple[Reminder, Deadline]]
ADAPTIVE_CARD = "application/vnd.microsoft.card.adaptive"


def webhook_payload(message: Message, carried: Carried) -> dict[str, Any]:
    """The body for the webhook of `message`, in the language of whom it speaks for.

    `carried` are its reminders, each with its deadline and the deadline's status (`as_of`).
    """
    webhook = message.webhook
    assert webhook is not None
    with translation.override(webhook.on_behalf_of.language):
        items = [_item(reminder, deadline) for reminder, deadline in carried]
        match webhook.format:
            case Webhook.Format.SLACK:
                return _slack(items)
            case Webhook.Format.TEAMS:
                return _teams(items)
        return {
            "id": f"message-{message.pk}",
            "kind": message.kind,
            "notice": internal_notice(),
            "reminders": items,
        }


def internal_notice() -> str:
    """What every call states, as every mail does."""
    return _("Internal reminder. It is not a contractual notice under the instrument.")


def _item(reminder: Reminder, deadline: Deadline) -> dict[str, Any]:
    version = deadline.current
    assert version is not None
    return {
        "id": reminder.pk,
        "step": reminder.step,
        "step_text": reminder.step_text,
        "title": deadline.title,
        "instrument": str(deadline.obligation.article.agreement),
        "article": deadline.obligation.article.number,
        "act_by": _iso(version.act_by),
        "contractual_day": _iso(version.before_roll),
        "arguable_until": _iso(version.last_day),
        "extended_until": _iso(version.extended_until),
        "internal_target": _iso(version.internal_target),
        "zone": version.zone,
        "status": deadline.status,
        "status_text": deadline.status_label,
        "headline": deadline.headline,
        "url": settings.SITE_URL + deadline.get_absolute_url(),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _place(item: dict[str, Any]) -> str:
    return _("%(instrument)s, article %(article)s") % item


def _slack(items: list[dict[str, Any]]) -> dict[str, Any]:
    """Slack's incoming webhooks take `text`; only &, < and > are escaped there."""
    paragraphs = [
        "\n".join(
            [
                f"*{_escaped(item['headline'])}* · {_escaped(item['status_text'])}",
                f"<{item['url']}|{_escaped(item['title'])}>",
                _escaped(_place(item)),
            ]
        )
        for item in items
    ]
    return {"text": "\n\n".join([*paragraphs, f"_{_escaped(internal_notice())}_"])}


def _escaped(text: str) -> str:
    """Also without `|`, which ends an address within a link."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("|", "¦")):
        text = text.replace(character, entity)
    return text


def _teams(items: list[dict[str, Any]]) -> dict[str, Any]:
    """Teams' workflows take an adaptive card."""
    blocks = [block for item in items for block in _blocks(item)]
    links = [
        {"type": "Action.OpenUrl", "title": item["title"][:80], "url": item["url"]}
        for item in items[:6]  # a card shows six at most
    ]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [*blocks, _text(internal_notice(), isSubtle=True)],
        "actions": links,
    }
    return {"type": "message", "attachments": [{"contentType": ADAPTIVE_CARD, "content": card}]}


def _blocks(item: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        _text(f"{item['headline']} · {item['status_text']}", weight="Bolder"),
        _text(item["title"], spacing="None"),
        _text(_place(item), isSubtle=True, spacing="None"),
    ]


def _text(text: str, **style: Any) -> dict[str, Any]:
    return {"type": "TextBlock", "text": text, "wrap": True, **style}
