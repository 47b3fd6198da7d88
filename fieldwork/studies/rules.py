"""Who may do what with a study, as small sentences."""

import rules

from fieldwork.people.rules import is_at_the_desk, is_planner

rules.add_perm("studies.read", is_planner)
rules.add_perm("studies.read_briefing", is_at_the_desk)  # a reviewer judges by what was asked
rules.add_perm("studies.edit", is_planner)
