"""Ring for every host that is due."""

from dataclasses import dataclass
from datetime import datetime

from wirecopy.edges import Clock
from wirecopy.frontier.slots import minute_of, minutes_to_read
from wirecopy.ports import Bells, Frontier


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """One tick of the wheel."""

    frontier: Frontier
    bells: Bells
    clock: Clock

    def tick(self, until: datetime) -> int:
        """Ring for the hosts filed under the minutes up to ``until``; how many. A crash within rings some twice."""
        rung = 0
        for minute in minutes_to_read(self.frontier.last_tick(), self.clock(), until):
            hosts = self.frontier.due(minute)
            if hosts:
                self.bells.ring(hosts)
                self.frontier.unfile(minute, hosts)
                rung += len(hosts)
        self.frontier.ticked(minute_of(until))
        return rung
