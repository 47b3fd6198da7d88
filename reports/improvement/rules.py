"""Who may do what with interpretations, as small sentences.

Planners write. Anybody at the desk who works for the client may read and approve, because a small agency must have a
second person: a reviewer counts as one. Nobody approves what they wrote in.
"""

import rules

from fieldwork.people.rules import is_at_the_desk, is_planner


@rules.predicate
def has_written(user, interpretation) -> bool:
    """They wrote some of it, or of the plan that is printed with it."""
    return interpretation is not None and interpretation.writers.filter(pk=user.pk).exists()


rules.add_perm("improvement.read", is_at_the_desk)
rules.add_perm("improvement.write", is_planner)
rules.add_perm("improvement.approve", is_at_the_desk & ~has_written)
