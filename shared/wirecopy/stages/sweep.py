"""Find what fell through, and ring for it again. What is found twice is done once."""

from dataclasses import dataclass
from datetime import timedelta

from wirecopy.articles import Stage
from wirecopy.edges import Clock
from wirecopy.frontier.rows import Wanted
from wirecopy.frontier.slots import slot_for
from wirecopy.ports import Articles, Frontier, Notifications, Sources
from wirecopy.stages.twins import stand_ins
from wirecopy.stages.watch import poll_now

LAG = timedelta(hours=6)
"""How long an article may stay at one stage before its bell is taken for lost; queues retry for less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep found."""

    hosts: int
    """Hosts at which something was overdue."""
    sources: int
    """Sources that nothing asked for, and polls that no source stands behind."""
    wanted: int
    """Articles that were wanted and never asked for."""
    stored: int
    """Articles whose page is stored and that are part of no story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """The daily look at everything, with its stores and edges."""

    frontier: Frontier
    sources: Sources
    articles: Articles
    pages: Notifications
    clock: Clock

    def run(self) -> Swept:
        """Put back what was lost on the way."""
        sources = self._sources()
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
        hosts = file_due_hosts(self.frontier, self.clock)
        return Swept(hosts=hosts, sources=sources, wanted=wanted, stored=stored)

    def _sources(self) -> int:
        """Ask again for the sources that nothing asks for, and no more for what was removed.

        A command that dies between two writes may leave either, and so may one that changes a source while a visit
        finds that it is one with another.
        """
        polls = [due.poll for due in self.frontier.all_polls()]
        watched = self.sources.all()  # after its polls: a source is there before they are
        asked = {(poll.source, poll.url) for poll in polls if poll.root}
        twins = stand_ins(watched)
        lost = [it for it in watched if not it.paused and (it.id, it.url) not in asked and it.id not in twins]
        for source in lost:
            poll_now(source, frontier=self.frontier, now=self.clock())
        names = {source.id for source in watched}
        left = [poll for poll in polls if poll.source not in names]
        for poll in left:
            self.frontier.drop_poll(poll.host, poll.key)
        return len(lost) + len(left)


def file_due_hosts(frontier: Frontier, clock: Clock) -> int:
    """File every host at which something is overdue; how many there were."""
    now = clock()
    hosts = frontier.overdue(now)
    for host in sorted(hosts):
        frontier.file(host, slot_for(now, now))
    return len(hosts)
