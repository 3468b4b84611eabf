"""The forms of the signed text: the file, the part of it, and which provision a piece is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement, Article, SourceArticle, SourceDocument
from agreements.sources import BODY, SourceError, read_document

if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[Article]
else:
    ModelChoiceField = forms.ModelChoiceField

Match = SourceArticle.Match
LARGEST = 20 * 1024 * 1024  # bytes; what is larger is not even read


class StandingField(forms.ChoiceField):
    """What the text is worth as proof; nothing is chosen beforehand."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Standing"),
            choices=SourceDocument.Standing.choices,
            widget=forms.RadioSelect,
            help_text=gettext_lazy("Shown beside the text wherever it is read."),
            **kwargs,
        )


class UploadForm(forms.Form):
    """A file that holds the signed text, and what it is worth as proof."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        help_text=gettext_lazy("Plain text, PDF or DOCX, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".txt,.pdf,.docx,text/plain,application/pdf"}),
    )
    standing = StandingField()

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse a file that cannot be read, with what is wrong and the fix."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(
                _(
                    "“%(name)s” has %(size).1f MB; at most 20 MB are read. "
                    "Import the agreement without its pictures, or in parts."
                )
                % {"name": file.name, "size": (file.size or 0) / 1024 / 1024}
            )
        try:
            read_document(file.read(), name=str(file.name))
        except SourceError as error:
            raise forms.ValidationError(_(error.template) % error.values) from error
        return file


class PartForm(forms.Form):
    """Which of the documents in a file is the instrument, and what it is worth as proof."""

    part = forms.ChoiceField(
        label=gettext_lazy("Part of the file"),
        required=False,
        help_text=gettext_lazy("The file holds several documents."),
    )
    standing = StandingField()

    def __init__(self, *args: Any, parts: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["part"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("The whole file")),
            (BODY, _("What precedes the exhibits, with schedules")),
            *((part, part) for part in parts),
        ]
        if not parts:
            field.widget = forms.HiddenInput()


class ArticleField(ModelChoiceField):
    """A provision, by its number and heading."""

    def label_from_instance(self, obj: Article) -> str:
        return f"{obj.number} · {obj.heading}" if obj.heading else obj.number


class SettleForm(forms.Form):
    """Which provision a piece is, or why it is none, or that it stays open."""

    match = forms.ChoiceField(
        label=gettext_lazy("This piece"),
        choices=[
            (Match.SETTLED, gettext_lazy("is, or belongs to, the provision chosen below")),
            (Match.NONE, gettext_lazy("is no provision")),
            (Match.OPEN, gettext_lazy("stays open")),
        ],
        widget=forms.RadioSelect,
    )
    article = ArticleField(
        label=gettext_lazy("Provision"), queryset=Article.objects.none(), required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed where it is no provision."),
    )

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["article"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = agreement.articles.order_by("position")

    def clean(self) -> dict[str, Any]:
        """Ask for the provision or the reason, and keep no provision where there is none."""
        data = super().clean() or {}
        match = data.get("match")
        if match == Match.SETTLED and not data.get("article") and "article" not in self.errors:
            self.add_error("article", _("Choose the provision that this piece is."))
        if match == Match.NONE and not data.get("note") and "note" not in self.errors:
            self.add_error("note", _("Say why this piece is no provision, for example: a title."))
        if match != Match.SETTLED:
            data["article"] = None
        return data
