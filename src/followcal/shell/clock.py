"""The zone of this machine, without a look for its name, which takes longer than most commands do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo


class MachineZone(tzinfo):
    """What the clocks here show at any moment, summer time included.

    `datetime.astimezone` gives the offset of one moment alone: in October it is wrong for a call in November.
    """

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """Return how far clocks here are ahead of UTC."""
        return self._local(moment).utcoffset() if moment else None

    def dst(self, moment: datetime | None) -> timedelta | None:
        """Return nothing: it is not known how much of the offset is summer time."""
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        """Return what the zone is called at a moment."""
        return self._local(moment).tzname() if moment else None

    def fromutc(self, moment: datetime) -> datetime:
        """Return a moment in UTC as clocks here show it."""
        return moment.replace(tzinfo=UTC).astimezone().replace(tzinfo=self)

    def __str__(self) -> str:
        return "local time"

    @staticmethod
    def _local(moment: datetime) -> datetime:
        return moment.replace(tzinfo=None).astimezone()
