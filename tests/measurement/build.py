"""Small journeys and answers for the tests of this folder."""


def journey(*steps, **options):
    """A journey of one phase with these steps and scoring options."""
    return {"schema": 1, "options": options, "phases": [{"key": "visit", "lifecycle": "receive", "steps": list(steps)}]}


def step(key, *questions, **more):
    return {"key": key, "weight": 1, "sections": [], "questions": list(questions), **more}


def yes_no(key, **more):
    return {
        "key": key,
        "kind": "yes_no",
        "weight": 1,
        "points": {"yes": 1, "no": 0},
        "critical": "none",
        "dimension": "quality",
        **more,
    }


def grade(key, **more):
    return {"key": key, "kind": "grade", "scored": True, "weight": 1, **more}


def choice(key, points, kind="single", **more):
    options = [{"key": name, "points": value} for name, value in points.items()]
    return {"key": key, "kind": kind, "weight": 1, "options": options, **more}


def tap(px=800, py=500, latency=1000, **more):
    return {"px": px, "py": py, "t_shown": 100, "t_first_touch": 100 + latency, "input_kind": "touch", **more}


def told(**answers):
    """Answers by path (``welcome__greeted`` is ``welcome/greeted``); ``None`` stays missing."""
    return {
        path.replace("__", "/"): value if value is None or isinstance(value, dict) else {"v": value}
        for path, value in answers.items()
    }
