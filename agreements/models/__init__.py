"""Parties, their fiscal periods, and the instruments between them."""

from agreements.models.amendments import Amendment, ArticleChange
from agreements.models.articles import Article, CrossReference, DefinedTerm, Figure
from agreements.models.findings import Finding
from agreements.models.instruments import (
    Agreement,
    AgreementInstance,
    AgreementParty,
    AgreementReader,
)
from agreements.models.parties import DateRange, FiscalPeriod, FiscalYear, Party
from agreements.models.sources import SourceArticle, SourceDocument
from agreements.models.uploads import SourceUpload

__all__ = [
    "Agreement",
    "AgreementInstance",
    "AgreementParty",
    "AgreementReader",
    "Amendment",
    "Article",
    "ArticleChange",
    "CrossReference",
    "DateRange",
    "DefinedTerm",
    "Figure",
    "Finding",
    "FiscalPeriod",
    "FiscalYear",
    "Party",
    "SourceArticle",
    "SourceDocument",
    "SourceUpload",
]
