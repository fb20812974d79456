"""Facts are dated values: equal ones are one, impossible ones are not there."""

from datetime import date

import pytest

from followcal.core.facts import Application, Asked, OtherOffer, Promised, Rejected, Said
from followcal.core.timeline import AnswerBy, StatedTimeline

ACME = Application("Acme", "Data Engineer")
DAY, BEFORE = date(2026, 12, 2), date(2026, 12, 1)


def test_told_twice_is_told_once():
    assert len({Rejected(ACME, DAY), Rejected(Application("Acme", "Data Engineer"), DAY)}) == 1


def test_what_the_employer_said_is_dated():
    said = StatedTimeline(AnswerBy(date(2026, 12, 4)), said_on=DAY)
    assert Said(ACME, said).on == DAY
    with pytest.raises(ValueError, match="when was it said"):
        Said(ACME, StatedTimeline(AnswerBy(date(2026, 12, 4))))


@pytest.mark.parametrize(
    ("make", "why"),
    [
        pytest.param(lambda: OtherOffer(None, DAY, BEFORE), "2026-12-01, before the offer", id="decided before"),
        pytest.param(lambda: Asked(ACME, DAY, BEFORE), "for contact on 2026-12-01, before that", id="asked for before"),
        pytest.param(lambda: Promised(("x", ""), DAY, " \n"), "nothing was promised", id="nothing promised"),
    ],
)
def test_what_cannot_be_is_not_there(make, why):
    with pytest.raises(ValueError, match=why):
        make()


def test_on_the_day_itself_is_possible():
    assert OtherOffer(None, DAY, DAY).decide_by == Asked(ACME, DAY, DAY).at == DAY
