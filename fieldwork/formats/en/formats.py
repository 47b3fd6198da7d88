"""English the British way: 30 November 2026, 30/11/2026, Mon 30 Nov, 07:21."""

TIME_FORMAT = "H:i"
DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATE_FORMAT = "d/m/Y"
SHORT_DATETIME_FORMAT = "d/m/Y, H:i"
MONTH_DAY_FORMAT = "j F"
YEAR_MONTH_FORMAT = "F Y"
FIRST_DAY_OF_WEEK = 1

DAY_FORMAT = "D j M"
DAY_TIME_FORMAT = "D j M, H:i"
DAY_YEAR_FORMAT = "D j M Y"
DAY_YEAR_TIME_FORMAT = "D j M Y, H:i"
BRIEF_FORMAT = "j M"
BRIEF_YEAR_FORMAT = "j M Y"
BRIEF_YEAR_TIME_FORMAT = "j M Y, H:i"
WEEKDAY_FORMAT = "l j F"
WEEKDAY_TIME_FORMAT = "l j F, H:i"
WEEKDAY_YEAR_FORMAT = "l j F Y"

DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d %b %Y", "%d %B %Y"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%H.%M"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M", "%d/%m/%Y, %H:%M"]
