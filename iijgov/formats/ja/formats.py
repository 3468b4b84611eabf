"""Japanese formats: a date always carries its weekday, a time is given on the 24-hour clock."""

DATE_FORMAT = "Y年n月j日(l)"
SHORT_DATE_FORMAT = "Y年n月j日(D)"
DATETIME_FORMAT = "Y年n月j日(D) H:i"
MONTH_DAY_FORMAT = "n月j日"
YEAR_MONTH_FORMAT = "Y年n月"
TIME_FORMAT = "H:i"
