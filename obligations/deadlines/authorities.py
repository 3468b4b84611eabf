"""The authorities that steps cite, as msgids."""

from .calendars import Policy
from .messages import N_

RECORDED = N_("As recorded")
RULE_TEXT = N_("The words of the rule")
AGREEMENT = N_("The agreement")
FISCAL = N_("Fiscal periods as the company states them")
ZONE = N_("Civil Code art. 141, in the agreement's time zone")
EARLIEST = N_("Earliest across all recorded readings")
HOLIDAY_LIST = N_("Official list of holidays, published to the end of %(last_on)s")
EVENT_DAY = N_("Civil Code art. 140")
PROVISO = N_("Civil Code art. 140, proviso")
LAST_DAY = N_("Civil Code art. 141")
CALENDAR = N_("Civil Code arts. 141 and 143")
HOURS = N_("Civil Code art. 139")
BACKWARDS = N_("Civil Code arts. 140 and 141, applied backwards")
READING = N_("Reading chosen; another is possible")
OTHER_READING = N_("Reading not recorded for this agreement; it moves nothing")
RECORDED_READING = N_("Reading recorded for this agreement; the safe date allows for it")
FILING_RULE = N_("The filing rule, as it is worded")

BUSINESS_DAYS = {
    Policy.NONE: N_("Policy: every day is a business day"),
    Policy.JAPAN_STRICT: N_("Policy: all but Sundays and national holidays are business days"),
    Policy.JAPAN_BANK: N_(
        "Policy: all but Saturdays, Sundays, national holidays and 31 Dec to 3 Jan are business "
        "days (Banking Act Order art. 5)"
    ),
    Policy.JAPAN_FULL: N_(
        "Policy: all but Saturdays, Sundays, national holidays and 29 Dec to 3 Jan are business "
        "days (Code of Civil Procedure art. 95(3))"
    ),
    Policy.US_FEDERAL: N_(
        "Policy: all but Saturdays, Sundays, federal holidays and days on which the filing "
        "system was closed are business days (SEC Rule 0-3)"
    ),
}
ROLL = {
    Policy.NONE: "",
    Policy.JAPAN_STRICT: N_(
        "Civil Code art. 142 needs a custom of resting; reading recorded: Sundays and national "
        "holidays"
    ),
    Policy.JAPAN_BANK: N_(
        "Civil Code art. 142 needs a custom of resting; reading recorded: Saturdays, Sundays, "
        "national holidays, 31 Dec to 3 Jan"
    ),
    Policy.JAPAN_FULL: N_(
        "Civil Code art. 142 needs a custom of resting; reading recorded: Saturdays, Sundays, "
        "national holidays, 29 Dec to 3 Jan"
    ),
    Policy.US_FEDERAL: N_(
        "SEC Rule 0-3: Saturdays, Sundays, federal holidays and days on which the filing system "
        "was closed"
    ),
}


def counting(article: str, policy: Policy) -> str:
    """The article of the Civil Code, or for a filing in the United States the filing rule."""
    return FILING_RULE if policy is Policy.US_FEDERAL else article
