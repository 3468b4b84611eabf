"""English formats: a date always carries its weekday, a time is given on the 24-hour clock."""

DATE_FORMAT = "l j F Y"
SHORT_DATE_FORMAT = "D j M Y"
DATETIME_FORMAT = "D j M Y, H:i"
MONTH_DAY_FORMAT = "j M"
YEAR_MONTH_FORMAT = "F Y"
TIME_FORMAT = "H:i"
