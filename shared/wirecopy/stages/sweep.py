"""Find what fell through, and ring for it again. What is found twice is done once."""

from dataclasses import dataclass
from datetime import timedelta

from wirecopy.articles import Stage
from wirecopy.edges import Clock
from wirecopy.frontier.rows import Wanted
from wirecopy.frontier.slots import slot_for
from wirecopy.ports import Articles, Frontier, Notifications

LAG = timedelta(hours=6)
"""How long an article may stay at one stage before its bell is taken for lost; queues retry for less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep found."""

    hosts: int
    """Hosts at which something was overdue."""
    wanted: int
    """Articles that were wanted and never asked for."""
    stored: int
    """Articles whose page is stored and that are part of no story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """The daily look at everything, with its stores and edges."""

    frontier: Frontier
    articles: Articles
    pages: Notifications
    clock: Clock

    def run(self) -> Swept:
        """Put back what was lost on the way."""
        wanted = stored = 0
        for row in self.articles.all():
            if row.changed_at > self.clock() - LAG or row.alias_of is not None:
                continue
            if row.stage is Stage.WANTED:
                wish = Wanted(url=row.url, article=row.article, not_before=row.changed_at)
                self.frontier.put_page(wish)
                wanted += 1
            elif row.stage is Stage.STORED:
                self.pages.notify(row.key)
                stored += 1
        return Swept(hosts=file_due_hosts(self.frontier, self.clock), wanted=wanted, stored=stored)


def file_due_hosts(frontier: Frontier, clock: Clock) -> int:
    """File every host at which something is overdue; how many there were."""
    now = clock()
    hosts = frontier.overdue(now)
    for host in sorted(hosts):
        frontier.file(host, slot_for(now, now))
    return len(hosts)
