"""The forms of evidence: the file and what it shows, and why it is withdrawn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from obligations.evidence_types import ENDINGS, check_size, identify
from obligations.models import Evidence


class EvidenceField(forms.FileField):
    """A file of a kind that may be evidence, told by its content."""

    widget = forms.FileInput(
        attrs={"accept": ",".join(sorted(ending for kind in ENDINGS.values() for ending in kind))}
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=200,
            allow_empty_file=True,
            help_text=_(
                "PDF, PNG, JPEG, DOCX, XLSX, EML, TXT or CSV, at most 25 MB. It is kept as it is, "
                "and nobody can change it."
            ),
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> UploadedFile[bytes] | None:
        """The file, at its beginning; refused with what is wrong and the fix."""
        file: UploadedFile[bytes] | None = super().clean(data, initial)
        if file:
            check_size(file.size or 0, name=str(file.name))
            identify(file.read(), name=str(file.name))
            file.seek(0)
        return file or None


def say_not_kept() -> str:
    """The error for a file that the disk does not take."""
    return gettext(
        "The file could not be kept, so nothing was recorded. Tell an administrator that the "
        "folder of evidence takes nothing, and send the form again."
    )


class EvidenceForm(forms.Form):
    """A file, and what it shows."""

    file = EvidenceField(label=_("File"))
    shows = forms.ChoiceField(
        label=_("What it shows"),
        choices=Evidence.Shows,
        initial=Evidence.Shows.PERFORMANCE,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)


class WithdrawEvidenceForm(forms.Form):
    """Why a file is no evidence."""

    reason = forms.CharField(
        label=_("Why it is withdrawn"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
