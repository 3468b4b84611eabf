"""Searching the whole register: what is asked, what is found, and the words to mark."""

from obligations.search.finding import MOST, Found, find
from obligations.search.query import Query, parse
from obligations.search.results import Result, results

__all__ = ["MOST", "Found", "Query", "Result", "find", "parse", "results"]
