"""Parties, their fiscal periods, and the instruments between them."""

from agreements.models.articles import Article
from agreements.models.instruments import Agreement, AgreementParty, AgreementReader
from agreements.models.parties import DateRange, FiscalPeriod, FiscalYear, Party

__all__ = [
    "Agreement",
    "AgreementParty",
    "AgreementReader",
    "Article",
    "DateRange",
    "FiscalPeriod",
    "FiscalYear",
    "Party",
]
