"""How drafters put things, and how the rule language does: for suggestions only."""

import re
from collections.abc import Callable
from datetime import date

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip

_ONE = "|".join(_ONES[1:])
_TEN = "|".join(_TENS)
_NUMBER = rf"(?:(?:{_TEN})(?:[- ](?:{'|'.join(_ONES[1:10])}))?|{_ONE})"
_UNIT = r"(?:business |calendar |working |banking |trading )?(?:hour|day|week|month|year)s?"
_PERIOD = rf"\d+ {_UNIT}"
_MONTH = "|".join(f"{name}|{name[:3]}\\.?" for name in _MONTHS)
_ORDINAL = "first|second|third|fourth"
_FISCAL = r"(?:fiscal|financial|business|accounting)"
_AT_MOST = r"(?:by|in|up ?to|at the latest|(?:not|no) (?:later|more) than)"
_SOON = r"as (?:soon|promptly) as (?:reasonably )?(?:possible|practicable)"
_AT_ONCE = r"(?:promptly|immediately|forthwith|at once|without (?:undue )?delay)"
WRITTEN_DATE = re.compile(
    rf"\b(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: day)?(?: of)? (?P<month>{_MONTH}),? "
    rf"(?P<year>\d{{4}})\b|\b(?P<month2>{_MONTH}) (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,? "
    rf"(?P<year2>\d{{4}})\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\b(\d{1,4})[/.](\d{1,2})[/.](\d{1,4})\b|\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_WORDS = re.compile(rf"\b({_NUMBER})\b(?: \((\d+)\))?(?= {_UNIT}\b)", re.IGNORECASE)
# What is wholly a fiscal period is no event; it lacks the words that the language wants.
FISCAL_NAME = re.compile(
    rf"(?:(?:the )?end of (?:(?:each|every|any|the) )?|(?:each|every) )"
    rf"(?:(?:{_ORDINAL}|[1-4]\w\w) )?(?:{_FISCAL} )?(?:year|half|quarter)s?",
    re.IGNORECASE,
)

# In turn; each sees what the ones before it have mended.
_PHRASES: tuple[tuple[str, str], ...] = (
    (r"[.;,]+$", ""),
    (r"\((first day included)\)", r", \1"),
    (r"\s+,", ","),
    (r"(\d)(?=(?:business|calendar|hour|day|week|month|year))", r"\1 "),
    (r"\b(within|for) (?:the|a) period of ", r"\1 "),
    (rf"\b(within|for|least|every|than) an? (?={_UNIT}\b)", r"\1 1 "),
    (r"\bcalendar (day|week|month|year)", r"\1"),
    (r"\b(?:working|banking|trading) (days?)\b", r"business \1"),
    (r"\bprior to\b", "before"),
    (r"\bthe date of (?:the )?", ""),
    (rf"^(?:not|no) (?:less|fewer) than ({_PERIOD}) before\b", r"at least \1 before"),
    (rf"^({_PERIOD}) before\b", r"at least \1 before"),
    (rf"^(?:{_AT_MOST} )?({_PERIOD}) (?:of|from|after|following|as of)\b", r"within \1 after"),
    (rf"^within ({_PERIOD}) (?:of|following|as of|since|upon)\b", r"within \1 after"),
    (rf"^for ({_PERIOD}) (?:of|after|following|as of|since)\b", r"for \1 from"),
    (r"^(?:by|(?:not|no) later than|at the latest (?:by|on))\b", "on or before"),
    (rf"^{_SOON} (?:after|upon|following|on)\b", "as promptly as possible after"),
    (rf"^{_AT_ONCE} (?:after|upon|following|on)\b", "promptly after"),
    (r"^(?:on )?the day (?:immediately )?(?:after|following)\b", "on the day after"),
    (r"^(?:each|every) (?=day|week|month|year)", "every 1 "),
    (r"^(?:annually|yearly)\b", "every 1 year"),
    (r"^(?:semi-?annually|half-?yearly)\b", "every 6 months"),
    (r"^quarterly\b", "every 3 months"),
    (r"^monthly\b", "every 1 month"),
    (r"^weekly\b", "every 1 week"),
    (r"^(every .*?) (?:after|since)\b", r"\1 from"),
    (r"^between (.+?) and\b", r"from \1 until"),
    (r"^from ((?:(?!\buntil\b).)+?) (?:to|till|through)\b", r"from \1 until"),
    (r"^as long as\b", "while"),
    (r"\b1st(?= (?:fiscal|quarter|half))", "first"),
    (r"\b2nd(?= (?:fiscal|quarter|half))", "second"),
    (r"\b3rd(?= (?:fiscal|quarter|half))", "third"),
    (r"\b4th(?= (?:fiscal|quarter|half))", "fourth"),
    (r"\b(?:financial|business|accounting) (?=(?:year|half|quarter)s?\b)", "fiscal "),
    (rf"\b(end of|each|every|the|{_ORDINAL}) (?=(?:year|half|quarter)s?\b)", r"\1 fiscal "),
    (r"\bfiscal (year|half|quarter)s\b", r"fiscal \1"),
    (rf"(?<!of )\b(each|every) (?=(?:(?:{_ORDINAL}) )?fiscal)", r"the end of \1 "),
    (r"\bend of every\b", "end of each"),
    (rf"\bend of (?=(?:(?:{_ORDINAL}) )?fiscal)", "end of the "),
    (r"(?<!\bthe )\bend of (?=(?:each|the) (?:\w+ )?fiscal)", "the end of "),
)  # fmt: skip
_COMPILED = tuple((re.compile(old, re.IGNORECASE), new) for old, new in _PHRASES)


def redraft(text: str) -> str:
    """The text with numbers in figures, days as YYYY-MM-DD, and drafters' phrases replaced.

    It need not be a rule. No number and no day is made up: what is ambiguous stays as it is.
    """
    text = " ".join(text.split())
    text = WRITTEN_DATE.sub(_replacing(_written), text)
    text = _FIGURES.sub(_replacing(_figures), text)
    text = _WORDS.sub(_number, text)
    for old, new in _COMPILED:
        text = old.sub(new, text)
    return " ".join(text.split())


def _replacing(read: Callable[[re.Match[str]], date | None]) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        day = read(match)
        return day.isoformat() if day else match[0]

    return replace


def _written(match: re.Match[str]) -> date | None:
    month = (match["month"] or match["month2"]).lower()[:3]
    number = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(month))
    return _day(match["year"] or match["year2"], number, match["day"] or match["day2"])


def _figures(match: re.Match[str]) -> date | None:
    """A day in figures: the year first, or the only order in which there is such a day."""
    first, middle, last = (int(part) for part in match.groups() if part)
    if first > 31:
        return _day(first, middle, last)
    if last <= 31:
        return None
    orders = {_day(last, middle, first), _day(last, first, middle)} - {None}
    return orders.pop() if len(orders) == 1 else None


def _day(year: int | str, month: int | str, day: int | str) -> date | None:
    """That day; the end of the month where the month has no such day."""
    year, month, day = int(year), int(month), int(day)
    for last in (day, *range(30, 27, -1)):
        try:
            return date(year, month, min(day, last))
        except ValueError:
            if not 29 <= day <= 31:
                return None
    return None


def _number(match: re.Match[str]) -> str:
    words = match[1].lower().replace("-", " ").split()
    value = sum(
        _ONES.index(word) if word in _ONES else 10 * (_TENS.index(word) + 2) for word in words
    )
    same = match[2] is None or int(match[2]) == value
    return str(value) if same else match[0]
