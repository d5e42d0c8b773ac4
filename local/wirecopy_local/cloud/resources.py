"""What each kind of resource means here. A kind that is not named in this module stops the run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from wirecopy.errors import UserError
from wirecopy_local.cloud import schedules
from wirecopy_local.cloud.template import ACCOUNT, REGION, Template, TemplateError

CREATED = {
    "AWS::S3::Bucket": "BucketName",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::SQS::Queue": "QueueName",
}
"""Created by moto, with the property that names it. What moto drops and the run needs is applied by ``stack``."""

RUN = frozenset({"AWS::Lambda::Function"})
"""Run in this process."""

DELIVERED = frozenset(
    {
        "AWS::Lambda::EventSourceMapping",
        "AWS::Lambda::EventInvokeConfig",
        "AWS::Scheduler::Schedule",
        "AWS::Events::Rule",
    }
)
"""Event sources and their settings, delivered by ``delivery``."""

_NOBODY_CHECKS = "nobody checks permissions here; the tests of the template do"
_NOBODY_WATCHES = "the run reports failures itself"
_NO_READERS = "readers come to `wirecopy serve`, not through the network's edge"
WITHOUT_EFFECT: Mapping[str, str] = {
    "AWS::IAM::Role": _NOBODY_CHECKS,
    "AWS::IAM::Policy": _NOBODY_CHECKS,
    "AWS::IAM::ManagedPolicy": _NOBODY_CHECKS,
    "AWS::Lambda::Permission": _NOBODY_CHECKS,
    "AWS::S3::BucketPolicy": _NOBODY_CHECKS,
    "AWS::SQS::QueuePolicy": _NOBODY_CHECKS,
    "AWS::SNS::TopicPolicy": _NOBODY_CHECKS,
    "AWS::Lambda::Url": "nobody reaches this machine from outside; `wirecopy invoke` hands a function a request",
    "AWS::Lambda::LayerVersion": "the package is installed in this Python",
    "AWS::Logs::LogGroup": "log lines go to the run's log",
    "AWS::Logs::MetricFilter": _NOBODY_WATCHES,
    "AWS::CloudWatch::Alarm": _NOBODY_WATCHES,
    "AWS::CloudWatch::CompositeAlarm": _NOBODY_WATCHES,
    "AWS::CloudWatch::Dashboard": _NOBODY_WATCHES,
    "AWS::SNS::Topic": "only alarms speak there; a function that listens to one is refused as an event source",
    "AWS::SNS::Subscription": "only people listen there",
    "AWS::Budgets::Budget": "nothing here costs anything",
    "AWS::Scheduler::ScheduleGroup": "a name",
    "AWS::CloudFront::Distribution": _NO_READERS,
    "AWS::CloudFront::OriginAccessControl": _NO_READERS,
    "AWS::CloudFront::CachePolicy": _NO_READERS,
    "AWS::CloudFront::OriginRequestPolicy": _NO_READERS,
    "AWS::CloudFront::ResponseHeadersPolicy": _NO_READERS,
    "AWS::CloudFront::Function": _NO_READERS,
    "AWS::CertificateManager::Certificate": _NO_READERS,
    "AWS::Route53::RecordSet": _NO_READERS,
}
"""Left out knowingly, with the reason."""

_MAPPING_PROPERTIES = frozenset(
    {
        "BatchSize",
        "BisectBatchOnFunctionError",
        "DestinationConfig",
        "Enabled",
        "EventSourceArn",
        "FilterCriteria",
        "FunctionName",
        "FunctionResponseTypes",
        "MaximumBatchingWindowInSeconds",
        "MaximumRecordAgeInSeconds",
        "MaximumRetryAttempts",
        # How many at once, where to begin and bookkeeping: here all is delivered from the first, one after the other.
        "MetricsConfig",
        "ParallelizationFactor",
        "ScalingConfig",
        "StartingPosition",
        "Tags",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A Lambda function, with what its asynchronous invocations do when they fail."""

    name: str
    """Its logical id."""
    handler: str
    code: Path
    timeout: int = 3
    memory: int = 128
    environment: Mapping[str, str] = field(default_factory=dict)
    retries: int = 2
    on_failure: str | None = None
    """The ARN that gets a summary of an invocation that failed for good."""
    dead_letter: str | None = None
    """The ARN of the queue that gets its event."""

    @property
    def arn(self) -> str:
        """What its context says that it is."""
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSource:
    """A queue or a table's stream that a function is invoked for, as its event source mapping says."""

    name: str
    function: str
    arn: str
    batch_size: int
    window: int = 0
    """Seconds that a batch may wait to be filled."""
    partial: bool = False
    """Whether the function answers with the items that failed."""
    patterns: tuple[str, ...] = ()
    """Event patterns; what matches none is dropped."""
    bisect: bool = False
    retries: int | None = None
    maximum_age: int | None = None
    """Seconds; both ``None`` for as long as the stream keeps a record."""
    on_failure: str | None = None

    @property
    def service(self) -> str:
        """``sqs`` or ``dynamodb``."""
        return self.arn.split(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A schedule and the function that it invokes."""

    name: str
    function: str
    expression: schedules.Expression
    input: str | None = None
    source: str = "aws.scheduler"


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """A bucket's rule that its objects below a prefix end after some days."""

    prefix: str
    days: int

    def ends(self, key: str, modified: datetime, now: datetime) -> bool:
        """Whether an object that was written at ``modified`` is gone by ``now``."""
        return key.startswith(self.prefix) and modified + timedelta(days=self.days) <= now


def check_kinds(template: Template) -> None:
    """Raise :class:`TemplateError` for the first resource whose kind nobody has classified."""
    for name, resource in template.resources.items():
        kind = resource.get("Type")
        if kind not in CREATED and kind not in RUN and kind not in DELIVERED and kind not in WITHOUT_EFFECT:
            raise TemplateError(f"{name} is a {kind}, which nobody has classified for the local run")
        if kind == "AWS::SNS::Subscription" and resource["Properties"].get("Protocol") in {"lambda", "sqs", "firehose"}:
            raise TemplateError(f"{name} delivers from a topic, which the local run does not")


def function(name: str, properties: Mapping[str, Any], template: Template, invoke: Mapping[str, Any]) -> Function:
    """The function of resolved ``properties``; ``invoke`` is its EventInvokeConfig."""
    if name not in template.code:
        raise TemplateError(f"{name} is a function without a folder: write it as AWS::Serverless::Function")
    return Function(
        name=name,
        handler=properties["Handler"],
        code=template.code[name],
        timeout=int(properties.get("Timeout", 3)),
        memory=int(properties.get("MemorySize", 128)),
        environment={k: _text(v) for k, v in properties.get("Environment", {}).get("Variables", {}).items()},
        retries=int(invoke.get("MaximumRetryAttempts", 2)),
        on_failure=invoke.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination"),
        dead_letter=properties.get("DeadLetterConfig", {}).get("TargetArn"),
    )


def event_source(name: str, properties: Mapping[str, Any]) -> EventSource | None:
    """The event source of resolved ``properties``; ``None`` when it is switched off."""
    if unknown := sorted(properties.keys() - _MAPPING_PROPERTIES):
        raise TemplateError(f"the event source {name} has {unknown[0]}, which nobody has classified for the local run")
    arn = str(properties["EventSourceArn"])
    if arn.split(":")[2] not in {"sqs", "dynamodb"}:
        raise TemplateError(f"the event source {name} reads {arn}, which the local run does not deliver")
    if not _flag(properties.get("Enabled", True)):
        return None
    retries = int(properties.get("MaximumRetryAttempts", -1))
    age = int(properties.get("MaximumRecordAgeInSeconds", -1))
    return EventSource(
        name=name,
        function=properties["FunctionName"],
        arn=arn,
        batch_size=int(properties.get("BatchSize", 10 if ":sqs:" in arn else 100)),
        window=int(properties.get("MaximumBatchingWindowInSeconds", 0)),
        partial="ReportBatchItemFailures" in properties.get("FunctionResponseTypes", ()),
        patterns=tuple(it["Pattern"] for it in properties.get("FilterCriteria", {}).get("Filters", ())),
        bisect=_flag(properties.get("BisectBatchOnFunctionError", False)),
        retries=retries if retries >= 0 else None,
        maximum_age=age if age >= 0 else None,
        on_failure=properties.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination"),
    )


def expiry(table: Mapping[str, Any]) -> str | None:
    """The attribute that says when an item of a table ends, by its resolved properties."""
    declared = table.get("TimeToLiveSpecification", {})
    return str(declared["AttributeName"]) if _flag(declared.get("Enabled", False)) else None


def lifecycles(bucket: Mapping[str, Any]) -> tuple[Lifecycle, ...]:
    """The rules by which objects of a bucket end, by its resolved properties; those that ask for tags are left out."""
    return tuple(
        Lifecycle(str(rule.get("Prefix", "")), int(rule["ExpirationInDays"]))
        for rule in bucket.get("LifecycleConfiguration", {}).get("Rules", ())
        if rule["Status"] == "Enabled" and "ExpirationInDays" in rule and "TagFilters" not in rule
    )


def scheduled(name: str, kind: str, properties: Mapping[str, Any]) -> list[Schedule]:
    """The schedules of one resolved Scheduler::Schedule or Events::Rule."""
    if properties.get("State", "ENABLED") == "DISABLED":
        return []
    if "ScheduleExpression" not in properties:
        raise TemplateError(f"{name} waits for events of other services, which the local run does not deliver")
    if properties.get("ScheduleExpressionTimezone", "UTC") != "UTC":
        raise TemplateError(f"{name} is in {properties['ScheduleExpressionTimezone']}; the local run keeps UTC")
    try:
        expression = schedules.parse(properties["ScheduleExpression"])
    except UserError as error:
        raise TemplateError(f"{name}: {error}") from error
    if kind == "AWS::Scheduler::Schedule":
        target = properties["Target"]
        return [Schedule(name=name, function=_called(name, target), expression=expression, input=target.get("Input"))]
    return [
        Schedule(
            name=name,
            function=_called(name, target),
            expression=expression,
            input=target.get("Input"),
            source="aws.events",
        )
        for target in properties["Targets"]
    ]


def _called(name: str, target: Mapping[str, Any]) -> str:
    arn = str(target["Arn"])
    if not arn.startswith("arn:aws:lambda:"):
        raise TemplateError(f"{name} calls {arn}; the local run calls functions only")
    return arn.split(":")[6]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _flag(value: Any) -> bool:
    return str(value).lower() == "true"
