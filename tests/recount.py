"""A reader who has nothing but the reasons of a step, and the zone of its interview: makes each count again."""

from datetime import UTC, datetime, timedelta

from followcal.core.business_days import BusinessDays, CalendarDays, Convention
from followcal.core.reason import After, DayAt, EarlierOf, End, FirstFit, LaterOf

DAY = timedelta(days=1)


class Reader:
    def __init__(self, reasons, zone):
        self.reasons, self.zone = reasons, zone
        self.off = {off.day for reason in reasons for off in reason.off}

    def moments(self):
        """Each end that the reasons speak of; the last one that does so holds."""
        ways = {end: way for reason in self.reasons for end, way in reason.ends}
        return {end: self.moment(way) for end, way in ways.items()}

    def moment(self, way):
        match way:
            case After():
                return (way.since.astimezone(UTC) + way.by).astimezone(self.zone)
            case DayAt():
                day = way.since
                for move in way.moves:
                    day = self.moved(day, move)
                return self.at(day, way.at)
            case EarlierOf():
                return min(map(self.moment, way.ways), key=datetime.timestamp)
            case LaterOf():
                return max(map(self.moment, way.ways), key=datetime.timestamp)
            case FirstFit():
                return self.first_fit(way)

    def moved(self, day, move):
        match move:
            case CalendarDays(count):
                return day + count * DAY
            case BusinessDays(count):
                one = DAY if count > 0 else -DAY
                for _ in range(abs(count)):
                    day += one
                    while day in self.off:
                        day += one
                return day
            case Convention():
                while day in self.off:
                    day += DAY if move is Convention.FOLLOWING else -DAY
                return day

    def at(self, day, time):
        return datetime.combine(day, time, tzinfo=self.zone).astimezone(UTC).astimezone(self.zone)

    def first_fit(self, way):
        moment = max((since for _, since in way.since), key=datetime.timestamp).astimezone(UTC)
        while True:
            taken = [end for start, end in way.taken if start < moment + way.length and end > moment]
            opens = self.opens(way, moment)
            if taken:
                moment = max(taken)
            elif opens > moment:
                moment = opens
            else:
                return moment.astimezone(self.zone)

    def opens(self, way, moment):
        """The first moment from `moment` on at which `length` fits into what is open."""
        if not way.open:
            return moment
        return next(max(start, moment) for start, end in way.open if max(start, moment) + way.length <= end)


def recounted(step):
    return Reader(step.reasons, step.interview.end.tzinfo).moments()


def planned(step):
    return dict(zip(End, (step.window.earliest, step.window.due, step.window.latest, step.start), strict=True))
