"""The second person whom a rule, a reading and a calendar day need."""

from django.test import Client

from obligations.models import Proposal, ProposalDecision
from tests.factories import LawyerFactory


def let_confirm(proposal: Proposal | None = None) -> Proposal:
    """Emi Ono of Legal confirms a proposal, by default what was proposed last."""
    found = proposal or Proposal.objects.latest("pk")
    client = Client()
    client.force_login(LawyerFactory(name="Emi Ono"))
    assert client.post(f"/proposals/{found.pk}/confirm/").status_code == 302
    assert ProposalDecision.objects.get(proposal=found).kind == "confirmed"
    return found
