"""What is looked for in a note before it is sent, each rule with the advice that it comes from, and findings."""

from __future__ import annotations

from msgspec import Struct

_DOS = "The Dos and Don'ts of Following Up After a Job Interview"
_ART = "The Art of Following Up: Etiquette after Job Interviews"
_PLANNER = "Planner Bee, dos and don'ts of following up after an interview"
_CITEHR = "CiteHR, Job Interview Follow-Up Do's and Don'ts"
_HALPIN = "Halpin Personnel, Following Up After an Interview"


class Advice(Struct, frozen=True):
    """One thing that a note has or does not have."""

    id: str
    source: str
    must: bool = True
    """Whether it must be fixed; else it is advice."""


_PROOFREAD = f"advice: proofread before you send it ({_DOS})"
_NO_ERRORS = f"advice: no errors, ever ({_CITEHR})"
_WORDS = f"advice: no slang, no emoji ({_PLANNER})"

RULES: dict[str, Advice] = {
    rule.id: rule
    for rule in (
        Advice("open-place", _PROOFREAD),
        Advice("no-name", f"advice: a personal note to each interviewer ({_DOS})"),
        Advice("wrong-name", f"advice: get names and titles right ({_CITEHR})"),
        Advice("no-company", f"advice: no generic messages ({_PLANNER})"),
        Advice("wrong-company", f"advice: proofread; the company's name is right ({_DOS})"),
        Advice("no-role", f"advice: say why you write, and about which position ({_PLANNER})"),
        Advice("wrong-role", f"advice: get names and titles right ({_CITEHR})"),
        Advice("no-purpose", f"advice: say why you write in subject and first lines ({_PLANNER})"),
        Advice("no-contact", f"advice: your contact details are in it ({_HALPIN})"),
        Advice("salary", f"advice: no word about salary until they open it ({_PLANNER})"),
        Advice("demand", f"advice: do not demand an instant answer ({_DOS})"),
        Advice("complaint", f"advice: do not vent frustration ({_DOS})"),
        Advice("desperate", f"advice: keen, not desperate ({_CITEHR})"),
        Advice("slang", _WORDS),
        Advice("emoji", _WORDS),
        Advice("mixed-address", f"advice: concise, respectful, professional ({_ART})", must=False),
        Advice("shouting", f"advice: concise, respectful, professional ({_ART})"),
        Advice("too-long", f"advice: concise, respectful, professional ({_ART})"),
        Advice("too-short", f"advice: thanks, interest, one specific aspect ({_DOS})", must=False),
        Advice("doubled-word", _NO_ERRORS),
        Advice("spelling", _NO_ERRORS),
        Advice("language", _NO_ERRORS, must=False),
        Advice("generic", f"advice: something unique from each conversation ({_DOS})", must=False),
        Advice("too-similar", f"advice: vary the notes, recipients compare them ({_CITEHR})"),
    )
}


class Finding(Struct, frozen=True):
    """What a rule found."""

    rule: str
    line: int
    """The line in the note; 0: the note as a whole, or a subject that is no line of it."""

    text: str
    """What is wrong, and what to do."""

    must: bool = True
    """Whether it must be fixed before the note is sent."""

    @property
    def source(self) -> str:
        """The advice that it rests on."""
        return RULES[self.rule].source


def finding(rule: str, line: int, text: str, *, must: bool | None = None) -> Finding:
    """Return a finding as strong as its rule is, unless told otherwise."""
    return Finding(rule, line, text, RULES[rule].must if must is None else must)
