"""What pyxform objects to, in the product's own words and in both languages.

pyxform speaks English only, to people who write XLSForms. Its own sentence stays beneath as detail: it is what one
finds when searching the web for it.
"""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Pattern of pyxform's sentence → ours; names of groups are the words that both share.
KNOWN: tuple[tuple[str, Promise], ...] = (
    (r"Names must begin", _("A name begins with a letter or “_”, and has letters, digits, “_”, “-” and “.” only.")),
    (r"Names used here must not", _("This name cannot be used for an entity.")),
    (r"must be unique within their nearest parent", _("Something in the same group has this name already.")),
    (r"Repeat names must not be the same as the survey", _("A repeat cannot be called as the form itself, “data”.")),
    (r"Repeat names must unique", _("Another repeat has this name already.")),
    (r"'meta' is reserved", _("The name “meta” is taken by XLSForm itself.")),
    (r"Choices must have a name", _("A choice needs a name.")),
    (r"Choice names must be unique", _("The list has a choice of this name already.")),
    (r"Choice names with spaces .*\[(?P<name>[^]]*)\] in \[(?P<list>[^]]*)\]",
     _("“%(name)s” in the list “%(list)s” has a space; where several can be chosen, that is not possible.")),
    (r"Reference variables must start", _("Write an earlier answer as ${name}: with “${” before and “}” behind it.")),
    (r"must have a comma between", _("Put a comma between the names.")),
    (r"Could not find the name '(?P<name>[^']*)'", _("There is no question “%(name)s”.")),
    (r"There is no survey element named '(?P<name>[^']*)'", _("There is no question “%(name)s”.")),
    (r"The name '(?P<name>[^']*)' appears more than once", _("There is more than one question “%(name)s”.")),
    (r"multiple survey elements named '(?P<name>[^']*)'", _("There is more than one question “%(name)s”.")),
    (r"external_choices sheet", _("A list of choices from outside needs the sheet external_choices.")),
    (r"sheet named '?(?P<sheet>[^'. ]+)", _("There is no sheet “%(sheet)s”.")),
    (r"missing header row|missing mapping", _("The first row must hold the names of the columns.")),
    (r"names for the same column were found: '(?P<one>[^']*)', '(?P<other>[^']*)'",
     _("“%(one)s” and “%(other)s” mean the same column. Remove one of them.")),
    (r"required column headers were not found: (?P<names>.*?)\. Learn",
     _("A column is missing that every form needs: %(names)s.")),
    (r"Column headers must not be empty", _("The name of a column is empty or has a space.")),
    (r"Unknown question type '(?P<type>[^']*)'", _("There is no type “%(type)s” in XLSForm.")),
    (r"Question with no type", _("This row has no type.")),
    (r"Question or group with no name", _("This row has no name.")),
    (r"element named '(?P<name>[^']*)' has no label",
     _("“%(name)s” has no label and no hint: nobody would know what is asked.")),
    (r"Missing calculation", _("A computed value needs a calculation.")),
    (r"Badly formatted table list.*?: (?P<one>\S+) vs\. (?P<other>\S+)",
     _("In a table all questions choose from one list; these choose from “%(one)s” and “%(other)s”.")),
    (r"Unmatched 'end_", _("Nothing is open here that could end.")),
    (r"Unmatched 'begin_", _("This group never ends.")),
    (r"List name not in (?:choices|columns) sheet: (?P<list>.+)",
     _("There is no list “%(list)s” in the choices sheet.")),
    (r"choices for this 'or other'",
     _("A question with “or_other” needs a list of choices of its own, without a filter.")),
    (r"File name for", _("The file with choices must end in .csv, .xml or .geojson.")),
    (r"accepted parameter keys .*? are '(?P<good>[^']*)'.*?key\(s\): '(?P<bad>[^']*)'",
     _("This type does not know “%(bad)s” in its parameters, only %(good)s.")),
    (r"Parameters must be in the form", _("Write parameters as key1=value1 key2=value2.")),
    (r"'range' question type|range_min|tick", _("The bounds or steps of this range do not go together.")),
    (r"must have an integer value|numeric value|must be a number", _("One of the parameters must be a number.")),
    (r"save_to|entit",
     _("Entities are not taken over, and these are not complete: remove the sheet and the column save_to.")),
    (r"the '(?P<column>[^']+)' value is invalid", _("What stands in the column “%(column)s” cannot be used.")),
)  # fmt: skip
COMPILED = [(re.compile(pattern, re.I | re.S), words) for pattern, words in KNOWN]


def in_our_words(said: str) -> str:
    """The product's own sentence for one of pyxform's; the plain fact for one that is not known."""
    for pattern, words in COMPILED:
        found = pattern.search(said)
        if found:
            shared = {name: part[:80] for name, part in found.groupdict().items()}
            return str(words) % shared if shared else str(words)
    return str(_("This is no valid XLSForm."))
