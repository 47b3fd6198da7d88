"""Who may look at journeys and who may change them. Whose journeys: ``visible_to``."""

import rules

from fieldwork.people.rules import is_at_the_desk, is_planner

rules.add_perm("journeys.see", is_at_the_desk)
rules.add_perm("journeys.design", is_planner)
