"""Who may do what with a study, as small sentences."""

import rules

from fieldwork.people.rules import is_at_the_desk, is_planner

rules.add_perm("studies.read", is_at_the_desk)
rules.add_perm("studies.edit", is_planner)
