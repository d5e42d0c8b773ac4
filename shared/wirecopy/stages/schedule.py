"""Ring for every host that is due."""

from dataclasses import dataclass
from datetime import datetime

from wirecopy.edges import Clock
from wirecopy.frontier.slots import FAR_AHEAD, minute_of, minutes_to_read
from wirecopy.ports import Bells, Frontier


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """One tick of the wheel."""

    frontier: Frontier
    bells: Bells
    clock: Clock

    def tick(self, until: datetime) -> int:
        """Ring for the hosts filed under the minutes up to ``until``; how many. A crash within rings some twice."""
        now = self.clock()
        last = minute_of(min(until, now + FAR_AHEAD))
        minutes = list(minutes_to_read(self.frontier.last_tick(), now, last))
        if not minutes:
            return 0
        self.frontier.open(last)
        rung = 0
        for minute in minutes:
            hosts = self.frontier.due(minute)
            if hosts:
                self.bells.ring(hosts)
                rung += len(hosts)
        self.frontier.ticked(last)
        return rung
