"""What the employer said about when they answer, and whether to contact them.

What they said wins over all advice (rule S5). "By X" includes X: the employer has that whole day. A phrase that is not
understood says nothing about dates; it is kept, to be shown, and never guessed at.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from followcal.core.business_days import BusinessCalendar, BusinessDays, CalendarDays, Convention, refuse_moments
from followcal.core.wording import day_text


class AnswerBy(Struct, frozen=True):
    """They answer on `day` at the latest."""

    day: date
    not_before: date | None = None
    other: date | None = None
    """The other sane reading of an ambiguous phrase; `day` is the later one."""

    def __post_init__(self) -> None:
        refuse_moments(self.day, self.not_before, self.other)


class ContactInvited(Struct, frozen=True):
    """Contact is welcome if nothing was heard by `day`."""

    day: date
    other: date | None = None

    def __post_init__(self) -> None:
        refuse_moments(self.day, self.other)


class SilenceMeansNo(Struct, frozen=True):
    """No answer is the answer, after `day` if one was named."""

    day: date | None = None
    other: date | None = None

    def __post_init__(self) -> None:
        refuse_moments(self.day, self.other)


class Undated(Struct, frozen=True):
    """They will answer, no date was named."""


class NotUnderstood(Struct, frozen=True):
    """The words could not be read."""


Promise = AnswerBy | ContactInvited | SilenceMeansNo | Undated | NotUnderstood


class StatedTimeline(Struct, frozen=True):
    """Everything that was said at one time: at most one promise, and what they asked to be spared."""

    promise: Promise | None = None
    no_calls: bool = False
    no_contact: bool = False
    text: str = ""
    said_on: date | None = None
    reading: str = ""
    """Why the words were read as they were."""

    span: tuple[int, int] | None = None
    """Where `text` stands in what was read, in characters."""

    is_vague: bool = False
    """Whether the words leave open until when they answer."""

    in_invitation: bool = False
    """Whether it stands in the invitation, and nobody else told it."""

    @property
    def kind(self) -> str:
        """The dated kind, where several hold."""
        match self.promise:
            case AnswerBy():
                return "answer-by"
            case ContactInvited():
                return "invited"
            case SilenceMeansNo():
                return "silence-means-no"
            case None if self.no_contact:
                return "no-contact"
            case None if self.no_calls:
                return "no-calls"
            case Undated():
                return "undated"
            case NotUnderstood() | None:
                return "not-understood"

    @property
    def answer_due(self) -> date | None:
        """The last day on which the employer keeps what it said, as it was said: not adjusted."""
        match self.promise:
            case AnswerBy(day) | ContactInvited(day) | SilenceMeansNo(day):
                return day
            case _:
                return None

    @property
    def other_reading(self) -> date | None:
        """The reading that was not taken."""
        match self.promise:
            case AnswerBy(other=other) | ContactInvited(other=other) | SilenceMeansNo(other=other):
                return other
            case _:
                return None

    @property
    def not_before(self) -> date | None:
        """The first day on which their answer can be expected."""
        return self.promise.not_before if isinstance(self.promise, AnswerBy) else None

    @property
    def allows_check_in(self) -> bool:
        """Whether any contact may follow the thank-you."""
        return not self.no_contact and not isinstance(self.promise, SilenceMeansNo)

    def question(self, calendar: BusinessCalendar) -> str | None:
        """Return what to ask the employer where the words leave it open, else None.

        >>> StatedTimeline(Undated()).question(BusinessCalendar.of())
        'By when do you expect to decide, and may I check in with you if I have not heard from you by then?'
        """
        if not self.allows_check_in:
            return None
        contact_from = self.contact_from(calendar)
        if contact_from and (self.is_vague or self.other_reading):
            day = day_text(contact_from, self.said_on)
            return f"May I check in with you on {day} if I have not heard from you by then?"
        if self.kind in ("undated", "not-understood"):
            return "By when do you expect to decide, and may I check in with you if I have not heard from you by then?"
        return None

    def contact_from(self, calendar: BusinessCalendar) -> date | None:
        """Return the first day on which contact is right, or None where what was said names no such day.

        The business day after the one on which the answer is due; where contact was invited, the first business
        day after the day that they named (S5).
        """
        if not self.allows_check_in:
            return None
        match self.promise:
            case AnswerBy(day):
                return calendar.offset(calendar.adjust(day, Convention.FOLLOWING), BusinessDays(1))
            case ContactInvited(day):
                return calendar.adjust(calendar.offset(day, CalendarDays(1)), Convention.FOLLOWING)
            case _:
                return None
