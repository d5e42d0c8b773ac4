"""Find what fell through: whatever is due and not filed under any minute to come is filed anew."""

from dataclasses import dataclass

from wirecopy.edges import Clock
from wirecopy.frontier.slots import slot_for
from wirecopy.stages.ports import Frontier


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """The daily look at everything."""

    frontier: Frontier
    clock: Clock

    def file_due_hosts(self) -> int:
        """File every host at which something is overdue; how many there were."""
        now = self.clock()
        filed = 0
        for host in self.frontier.hosts():
            dues = [due.next_at for due in self.frontier.polls(host) if due.next_at is not None]
            page = self.frontier.next_page_at(host)
            if any(due <= now for due in [*dues, *([page] if page else [])]):
                self.frontier.file(host, slot_for(now, now))
                filed += 1
        return filed
