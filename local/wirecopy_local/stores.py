"""The stores of one stack: of the local one, or of one that is deployed."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Protocol

from wirecopy.edges import Clients, utc_now
from wirecopy.feeds.site import Site
from wirecopy.model import Extent
from wirecopy.stages.publish import Publish
from wirecopy.stages.rebuild import Rebuild
from wirecopy.stages.reconcile import Reconcile
from wirecopy.stages.withdraw import Withdraw
from wirecopy.store.archive import S3Archive
from wirecopy.store.articles import DynamoArticles
from wirecopy.store.bus import EventBridgeBus
from wirecopy.store.feeds import S3FeedFiles
from wirecopy.store.fingerprints import DynamoIndex
from wirecopy.store.frontier import DynamoFrontier
from wirecopy.store.hosts import DynamoHosts
from wirecopy.store.lessons import DynamoLessons
from wirecopy.store.publications import DynamoPublications
from wirecopy.store.sources import DynamoSources
from wirecopy.store.stories import DynamoStories
from wirecopy.store.subscriptions import DynamoSubscriptions


class Stack(Protocol):
    """Where the template's resources are."""

    @property
    def clients(self) -> Clients:
        """The clients that reach them."""

    def resource(self, logical_id: str) -> str:
        """The name of a table, bucket or queue (its URL)."""

    def environment(self, function: str) -> Mapping[str, str]:
        """The variables that a function has."""

    def set_aside(self) -> Mapping[str, int]:
        """How many messages lie in each dead-letter queue."""


class Stores:
    """The stores of a stack, each made when it is first asked for."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    @cached_property
    def frontier(self) -> DynamoFrontier:
        """What is wanted, from which host, and when."""
        return DynamoFrontier(self.stack.clients.dynamodb, self.stack.resource("Frontier"))

    @cached_property
    def hosts(self) -> DynamoHosts:
        """Who may talk to a host, and when."""
        return DynamoHosts(self.stack.clients.dynamodb, self.stack.resource("Hosts"))

    @cached_property
    def sources(self) -> DynamoSources:
        """What is watched."""
        return DynamoSources(self.stack.clients.dynamodb, self.stack.resource("Sources"))

    @cached_property
    def subscriptions(self) -> DynamoSubscriptions:
        """What hubs were asked for, and said."""
        return DynamoSubscriptions(self.stack.clients.dynamodb, self.stack.resource("Subscriptions"))

    @cached_property
    def articles(self) -> DynamoArticles:
        """What was seen."""
        return DynamoArticles(self.stack.clients.dynamodb, self.stack.resource("Articles"))

    @cached_property
    def stories(self) -> DynamoStories:
        """What was folded."""
        return DynamoStories(self.stack.clients.dynamodb, self.stack.resource("Stories"))

    @cached_property
    def index(self) -> DynamoIndex:
        """The fingerprints that attract copies."""
        window = int(self.stack.environment("DedupeFunction")["WINDOW_DAYS"])
        return DynamoIndex(self.stack.clients.dynamodb, self.stack.resource("Fingerprints"), window=window)

    @cached_property
    def archive(self) -> S3Archive:
        """What was received and extracted."""
        return S3Archive(self.stack.clients.s3, self.stack.resource("ArchiveBucket"))

    @cached_property
    def lessons(self) -> DynamoLessons:
        """What extraction learned."""
        return DynamoLessons(self.stack.clients.dynamodb, self.stack.resource("Lessons"))

    @cached_property
    def feeds(self) -> S3FeedFiles:
        """The manifests, and what readers fetch."""
        return S3FeedFiles(self.stack.clients.s3, self.stack.resource("FeedsBucket"))

    @cached_property
    def publish(self) -> Publish:
        """The publish stage, as the template sets it up."""
        told = self.stack.environment("PublishFunction")
        return Publish(
            sources=self.sources,
            stories=self.stories,
            archive=self.archive,
            publications=DynamoPublications(self.stack.clients.dynamodb, self.stack.resource("Published")),
            files=self.feeds,
            site=Site(
                url=told["PUBLIC_URL"], title=told["SITE_TITLE"], contact=told["CONTACT_URL"], hub=told["HUB_URL"]
            ),
            clock=utc_now,
            size=int(told["FEED_SIZE"]),
            source_feeds=told["SOURCE_FEEDS"] == "yes",
            unlicensed=Extent(told["UNLICENSED"]),
            bus=EventBridgeBus(self.stack.clients.events, bus) if (bus := told["EVENT_BUS"]) else None,
            readers=ThreadPoolExecutor(8),
        )

    @cached_property
    def reconcile(self) -> Reconcile:
        """The look at all stories."""
        return Reconcile(publish=self.publish)

    @cached_property
    def withdraw(self) -> Withdraw:
        """What takes an article out of everything."""
        return Withdraw(
            articles=self.articles,
            stories=self.stories,
            index=self.index,
            archive=self.archive,
            publish=self.publish,
            clock=utc_now,
        )

    @cached_property
    def rebuild(self) -> Rebuild:
        """What makes feeds anew."""
        return Rebuild(publish=self.publish)
