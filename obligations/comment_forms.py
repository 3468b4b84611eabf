"""The forms of comments: what is said and who is told, and why it is taken back."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from obligations.mentions import find_mentions
from obligations.models.comment import LONGEST


class CommentForm(forms.Form):
    """A comment, and people who find it in their inbox: chosen, or mentioned in its words."""

    words = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=LONGEST,
        help_text=gettext_lazy(
            "Write @ and a name, or the address of sign-in, to tell somebody in the inbox."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    people = forms.MultipleChoiceField(
        label=gettext_lazy("Tell in the inbox"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, said: QueryDict | None, *, people: list[User], by: User) -> None:
        super().__init__(said, auto_id="comment-%s")
        self.offered = {str(person.pk): person for person in people if person != by}
        self.by = by
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (pk, person.name) for pk, person in self.offered.items()
        ]

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        found = find_mentions(words, [*self.offered.values(), self.by])
        self.mentioned = [person for person in found.people if person != self.by]
        errors = [
            _(
                "“%(name)s” is nobody who may know of this. Choose a person from the list, or "
                "write it without the @."
            )
            % {"name": name}
            for name in found.unknown
        ]
        errors += [
            _("Several people are called “%(name)s”: write the address with which one signs in.")
            % {"name": name}
            for name in found.ambiguous
        ]
        if errors:
            raise forms.ValidationError(errors)
        return words

    @property
    def offers(self) -> list[tuple[User, bool]]:
        """The people of the list, each with whether they are chosen; drawn without a template."""
        chosen = set(self["people"].value() or ())
        return [(person, pk in chosen) for pk, person in self.offered.items()]

    @property
    def told(self) -> list[User]:
        """Who is told, each once."""
        chosen = (self.offered[pk] for pk in self.cleaned_data["people"])
        return list(dict.fromkeys([*self.mentioned, *chosen]))


class WithdrawCommentForm(forms.Form):
    """Why a comment is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is withdrawn"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
