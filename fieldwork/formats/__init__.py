"""How days and times are written, one file per language; a name is used as ``{{ when|date:"DAY_TIME_FORMAT" }}``.

The files of all languages hold the same names. What Django knows itself (``DATE_FORMAT`` and so on) keeps its name;
the rest is ours, because a page of this product needs a weekday more often than a year.
"""
