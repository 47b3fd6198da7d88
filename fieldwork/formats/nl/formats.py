"""Dutch: 30 november 2026, 30-11-2026, ma 30 nov, 7.21 (a sentence adds "uur" itself)."""

TIME_FORMAT = "G.i"
DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, G.i"
SHORT_DATE_FORMAT = "d-m-Y"
SHORT_DATETIME_FORMAT = "d-m-Y, G.i"
MONTH_DAY_FORMAT = "j F"
YEAR_MONTH_FORMAT = "F Y"
FIRST_DAY_OF_WEEK = 1

DAY_FORMAT = "D j N"
DAY_TIME_FORMAT = "D j N, G.i"
DAY_YEAR_FORMAT = "D j N Y"
DAY_YEAR_TIME_FORMAT = "D j N Y, G.i"
BRIEF_FORMAT = "j N"
BRIEF_YEAR_FORMAT = "j N Y"
BRIEF_YEAR_TIME_FORMAT = "j N Y, G.i"
WEEKDAY_FORMAT = "l j F"
WEEKDAY_TIME_FORMAT = "l j F, G.i"
WEEKDAY_YEAR_FORMAT = "l j F Y"

DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d-%m-%y", "%d %b %Y", "%d %B %Y"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%H.%M"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d-%m-%Y %H:%M", "%d-%m-%Y, %H.%M"]
