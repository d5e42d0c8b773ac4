"""Each function may do what it does, and nothing that it never does: the template's policies against a real run."""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from wirecopy.edges import utc_now
from wirecopy.frontier.push import Asked
from wirecopy.model import Feed, Manifest
from wirecopy.stages.flaws import Flaws
from wirecopy.stages.watch import watch
from wirecopy.store.feeds import S3FeedFiles
from wirecopy.store.publications import DynamoPublications
from wirecopy.store.subscriptions import DynamoSubscriptions
from wirecopy_local.cloud.cloud import LocalCloud
from wirecopy_local.cloud.template import read_template
from wirecopy_local.demo import DemoSites
from wirecopy_local.pipeline import Pipeline
from wirecopy_local.project import project_folder

TEMPLATE = project_folder() / "template.yaml"
ACTIONS = {
    "dynamodb:TransactWriteItems": "dynamodb:PutItem",
    "s3:HeadObject": "s3:GetObject",
    "sqs:SendMessageBatch": "sqs:SendMessage",
}
"""Calls whose permission has another name (Service Authorization Reference)."""

RARE = {
    ("Discover", "dynamodb:UpdateItem", "Articles"): "an article that its source says was modified",
    ("Discover", "dynamodb:GetItem", "Hosts"): "a source that was given as a home page",
    ("Discover", "dynamodb:DeleteItem", "Frontier"): "a home page that names a feed",
    ("Discover", "s3:GetObject", "ArchiveBucket/articles/*"): "entries that are held against their pages",
    ("Discover", "s3:PutObject", "ArchiveBucket/pages/*"): "entries that carry their articles whole",
    ("Fetch", "dynamodb:PutItem", "Sources"): "a source that has moved for good",
    ("Fetch", "ssm:GetParameter", "parameter/SecretPrefix/*"): "a source behind a key",
    ("Fetch", "secretsmanager:GetSecretValue", "secret:SecretPrefix/*"): "a source behind a key",
    ("Extract", "s3:DeleteObject", "ArchiveBucket/pages/*"): "a page that its publisher wants kept by nobody",
    ("Fetch", "dynamodb:PutItem", "Articles"): "the listing of a source that is a single page",
    ("Schedule", "sqs:SendMessage", "ExtractQueue"): "a sweep that finds something",
    ("Schedule", "dynamodb:DeleteItem", "Frontier"): "a poll that a removed source left behind",
    ("Fetch", "dynamodb:UpdateItem", "Frontier"): "a source that redirects to another host",
    ("Extract", "s3:GetObject", "ArchiveBucket/articles/*"): "a page that was extracted before",
    ("Dedupe", "sqs:SendMessage", "DedupeDeadLetters"): "listings that failed ten times over",
    ("Publish", "sqs:SendMessage", "PublishDeadLetters"): "stories that failed ten times over",
    ("Extract", "dynamodb:UpdateItem", "Articles"): "a page that holds no article",
    ("Fetch", "dynamodb:GetItem", "Subscriptions"): "a source that names a hub",
}
"""What a clean run of the sample sites may leave unused, and what uses it."""

BY_LAMBDA = {
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
}
"""What Lambda itself does in a function's name: it writes its log and reads its event sources."""

Use = tuple[str, str, str]
"""A function, an action and the resource it is used on: a table, a queue, a bucket, or a bucket and a folder."""


@dataclass(frozen=True)
class Right:
    """An action that a function's policy allows."""

    function: str
    action: str
    resource: str

    def covers(self, use: Use) -> bool:
        function, action, resource = use
        return (self.function, self.action) == (function, action) and fnmatchcase(resource, self.resource)


def granted() -> Iterator[Right]:
    resources = read_template(TEMPLATE).resources
    for name, it in resources.items():
        if it["Type"] == "AWS::IAM::Role" and name.endswith("FunctionRole"):
            role, policies = name, it["Properties"]["Policies"]
        elif it["Type"] == "AWS::IAM::Policy":
            role, policies = it["Properties"]["Roles"][0]["Ref"], [it["Properties"]]
        else:
            continue
        for policy in policies:
            for statement in as_list(policy["PolicyDocument"]["Statement"]):
                for action in as_list(statement["Action"]):
                    for resource in as_list(statement["Resource"]):
                        if action not in BY_LAMBDA:
                            yield Right(role.removesuffix("FunctionRole"), action, place(resource))


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def place(resource: Any) -> str:
    if "Fn::GetAtt" in resource:
        return str(resource["Fn::GetAtt"][0])
    name = str(resource["Fn::Sub"]).replace("${", "").replace(".Arn}", "").replace("}", "")
    return name.rpartition("AccountId:")[2]


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> set[Use]:
    """What the functions did in a run over the sample sites, seen at their clients."""
    uses: set[Use] = set()
    parameters = {"HostSpacingSeconds": "0", "PublicUrl": "http://localhost:8000", "WebSub": "enabled"}
    parameters |= {"EventBus": "wire"}
    state: Path = tmp_path_factory.mktemp("permissions") / "state"
    with (
        DemoSites() as sites,
        LocalCloud(TEMPLATE, state=state, network=sites.network, parameters=parameters) as cloud,
    ):
        names = {cloud.resource(name): name for name in logical_ids()}
        running: list[str] = []
        call = cloud._handlers.call

        def noting(name: str, event: Any) -> Any:
            running.append(name.removesuffix("Function"))
            try:
                return call(name, event)
            finally:
                running.pop()

        def note(params: dict[str, Any], model: Any, **_: Any) -> None:
            if running:
                action = f"{model.service_model.service_name}:{model.name}"
                uses.update((running[-1], ACTIONS.get(action, action), it) for it in touched(params, names))

        cloud._handlers.call = noting  # type: ignore[method-assign]
        put_events = cloud.clients.events.put_events

        def noting_events(**params: Any) -> Any:
            uses.update((running[-1], "events:PutEvents", it) for it in touched(params, names))
            return put_events(**params)

        cloud.clients.events.put_events = noting_events
        for client in (cloud.clients.dynamodb, cloud.clients.s3, cloud.clients.sqs):
            client.meta.events.register("provide-client-params", note)
        pipeline = Pipeline(cloud)
        for source in sites.sources:
            watch(source, sources=pipeline.sources, frontier=pipeline.frontier, now=utc_now())
        assert pipeline.run().clean
        speak_with_a_hub(cloud, pipeline, sites.sources[0].id)
        spend_a_night(cloud)
    return uses


def spend_a_night(cloud: LocalCloud) -> None:
    """Make a feed anew whose archive has pages that it does not lead to."""
    files = S3FeedFiles(cloud.clients.s3, cloud.resource("FeedsBucket"))
    files.put_manifest(Manifest(feed=Feed(path="all/archive/2026-11-20-0", title="")), None)
    files.put_document("feeds/all/atom-2026-11-20-0.xml", b"", "application/xml", revision=1, tag=None)
    Flaws(files).note("all", "an archive page is named by nothing")
    publications = DynamoPublications(cloud.clients.dynamodb, cloud.resource("Published"))
    publications.wait("all", 0, utc_now())
    assert cloud.invoke("PublishFunction", {"night": ""})["mended"] == []
    assert cloud.invoke("PublishFunction", {"tick": ""})["written"] == ["all"]
    assert (files.paths("all/archive/"), files.document_paths("feeds/all/atom-"), Flaws(files).known()) == ([], [], {})


def speak_with_a_hub(cloud: LocalCloud, pipeline: Pipeline, source: str) -> None:
    """Subscribe, confirm it and push, for a source; and forget what was asked for another."""
    hub, topic = "https://hub.example/", "https://feed.example/"
    subscriptions = DynamoSubscriptions(cloud.clients.dynamodb, cloud.resource("Subscriptions"))
    gone = Asked(source="gone", hub=hub, topic=topic, token="t", secret="s", at=utc_now())
    subscriptions.ask(gone)
    reading = pipeline.sources.reading(source)
    assert reading is not None
    pipeline.sources.put_reading(replace(reading, hub=hub, topic=topic))
    assert cloud.invoke("ScheduleFunction", {"hour": ""}) == {"asked": 0, "failed": 1, "dropped": 1}
    known = subscriptions.get(source)
    assert known is not None
    said = {"hub.mode": "subscribe", "hub.topic": topic, "hub.challenge": "c", "hub.lease_seconds": "864000"}
    digest = hmac.new(known.asked.secret.encode(), b"", hashlib.sha256).hexdigest()
    for method, headers, status in (("GET", {}, 200), ("POST", {"x-hub-signature": f"sha256={digest}"}, 202)):
        event = {
            "rawPath": f"/{source}/{known.asked.token}",
            "rawQueryString": urlencode(said),
            "headers": headers,
            "requestContext": {"http": {"method": method}},
        }
        assert cloud.invoke("WebSubFunction", event)["statusCode"] == status


def logical_ids() -> list[str]:
    kinds = ("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SQS::Queue")
    return [name for name, it in read_template(TEMPLATE).resources.items() if it["Type"] in kinds]


def touched(params: dict[str, Any], names: dict[str, str]) -> Iterator[str]:
    if "TableName" in params:
        yield names[params["TableName"]]
    for table in params.get("RequestItems", ()):
        yield names[table]
    for item in params.get("TransactItems", ()):
        [(_, request)] = item.items()
        yield names[request["TableName"]]
    if {entry.get("EventBusName") for entry in params.get("Entries", ())} == {"wire"}:
        yield "event-bus/EventBus"
    if "QueueUrl" in params:
        yield names[params["QueueUrl"].rpartition("/")[2]]
    if "Key" in params and "Bucket" in params:
        yield f"{names[params['Bucket']]}/{params['Key']}"


def test_every_call_of_a_function_is_allowed(used: set[Use]) -> None:
    rights = list(granted())
    assert len(used) > 30
    assert not sorted(use for use in used if not any(right.covers(use) for right in rights))


def test_no_function_may_do_what_it_never_does(used: set[Use]) -> None:
    unused = {
        (right.function, right.action, right.resource)
        for right in granted()
        if right.action != "s3:ListBucket" and not any(right.covers(use) for use in used)
    }
    assert unused <= RARE.keys()
