"""The template's stack in moto: created, completed with what moto drops, and read back with everything resolved."""

import json
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import ClientError

from wirecopy_local.cloud import resources
from wirecopy_local.cloud.imports import import_cloudformation
from wirecopy_local.cloud.resources import EventSource, Function, Lifecycle, Schedule
from wirecopy_local.cloud.template import ACCOUNT, REGION, Template, TemplateError

NAME = "wirecopy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A stack that exists, and what is to be run on it. All in the template's order."""

    buckets: dict[str, str]
    """The name of each by its logical id, as for the tables and queues."""
    tables: dict[str, str]
    queues: dict[str, str]
    expiries: dict[str, str]
    """The attribute of a table that says when an item ends, which moto neither keeps nor heeds."""
    lifecycles: dict[str, tuple[Lifecycle, ...]]
    """The rules of a bucket by which objects end."""
    functions: dict[str, Function]
    sources: tuple[EventSource, ...]
    schedules: tuple[Schedule, ...]

    def physical(self, logical_id: str) -> str:
        """The name of a bucket, table or queue. Raises ``KeyError``."""
        return {**self.buckets, **self.tables, **self.queues}[logical_id]


@dataclass(frozen=True, slots=True)
class _Absent:
    """A resource that moto is not given, as others refer to it."""

    name: str
    kind: str

    @property
    def physical_resource_id(self) -> str:
        return self.name

    def get_cfn_attribute(self, attribute: str) -> str:
        if self.kind in resources.RUN and attribute == "Arn":
            return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.name}"
        if self.kind == "AWS::Lambda::Url" and attribute == "FunctionUrl":
            return f"https://{self.name}.lambda-url.localhost/".lower()
        return f"{self.name}.{attribute}".lower()


def create_stack(template: Template, session: boto3.Session) -> Stack:
    """Create the template's stack. Raises :class:`TemplateError` for whatever nobody has classified or moto refuses."""
    resources.check_kinds(template)
    import_cloudformation()
    kept = {name: _named(name, it) for name, it in template.resources.items() if it["Type"] in resources.CREATED}
    for resource in kept.values():
        resource.pop("DependsOn", None)
    reduced = {key: it for key, it in template.cloudformation.items() if key not in {"Outputs", "Resources", "Rules"}}
    cloudformation = session.client("cloudformation")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of moto's own, about properties that it leaves out
            cloudformation.create_stack(
                StackName=NAME,
                TemplateBody=json.dumps({**reduced, "Resources": kept}),
                Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in template.parameters.items()],
                Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
            )
    except Exception as error:  # moto refuses in many ways
        reason = str(error) if isinstance(error, ClientError) else f"{type(error).__name__}: {error}"
        raise TemplateError(f"{template.path}: the stack cannot be created: {reason}") from error
    resolved = dict(_resolved(template))
    _notify(resolved, kept, session.client("s3"))
    return _read(template, resolved)


def _named(name: str, resource: dict[str, Any]) -> dict[str, Any]:
    """The resource with a name that is the same in every run, where it has none of its own."""
    properties = dict(resource.get("Properties", {}))
    suffix = ".fifo" if properties.get("FifoQueue") else ""
    properties.setdefault(resources.CREATED[resource["Type"]], f"{NAME}-{name}{suffix}".lower())
    properties.pop("NotificationConfiguration", None)
    return {**resource, "Properties": properties}


def _resolved(template: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each resource whose condition holds, its references resolved by moto itself."""
    from moto.cloudformation.models import cloudformation_backends  # noqa: PLC0415 - slow to import
    from moto.cloudformation.parsing import clean_json  # noqa: PLC0415

    (stack,) = cloudformation_backends[ACCOUNT][REGION].stacks.values()
    known = stack.resource_map
    present = {
        name: resource
        for name, resource in template.resources.items()
        if "Condition" not in resource or known.lazy_condition_map[resource["Condition"]]
    }
    for name, resource in present.items():
        if resource["Type"] not in resources.CREATED:
            known._parsed_resources[name] = _Absent(name, resource["Type"])
    for name, resource in present.items():
        if resource["Type"] in resources.WITHOUT_EFFECT:
            continue
        try:
            properties = clean_json(resource.get("Properties", {}), known)
        except Exception as error:
            raise TemplateError(f"{template.path}: {name} refers to what cannot be resolved: {error}") from error
        yield name, {**resource, "Properties": properties, "Id": getattr(known[name], "physical_resource_id", name)}


def _notify(resolved: Mapping[str, Any], kept: Mapping[str, Any], s3: Any) -> None:
    """Set the buckets' notifications, which moto's CloudFormation drops."""
    for name in kept.keys() & resolved.keys():
        configuration = resolved[name]["Properties"].get("NotificationConfiguration")
        if not configuration:
            continue
        if other := sorted(configuration.keys() - {"QueueConfigurations"}):
            raise TemplateError(f"{name} notifies through {other[0]}; the local run delivers to queues only")
        s3.put_bucket_notification_configuration(
            Bucket=resolved[name]["Id"],
            NotificationConfiguration={
                "QueueConfigurations": [
                    {
                        "QueueArn": entry["Queue"],
                        "Events": [entry["Event"]],
                        **({"Filter": _filter(entry["Filter"])} if "Filter" in entry else {}),
                    }
                    for entry in configuration["QueueConfigurations"]
                ]
            },
        )


def _filter(declared: Mapping[str, Any]) -> dict[str, Any]:
    # CloudFormation says Rules where the API says FilterRules.
    return {"Key": {"FilterRules": declared["S3Key"]["Rules"]}}


def _read(template: Template, resolved: Mapping[str, Any]) -> Stack:
    of_kind: dict[str, dict[str, Any]] = {}
    for name, resource in resolved.items():
        of_kind.setdefault(resource["Type"], {})[name] = resource
    names = {kind: {name: it["Id"] for name, it in of_kind.get(kind, {}).items()} for kind in resources.CREATED}
    invoke = {
        it["Properties"]["FunctionName"]: it["Properties"]
        for it in of_kind.get("AWS::Lambda::EventInvokeConfig", {}).values()
    }
    functions = {
        name: resources.function(name, it["Properties"], template, invoke.get(name, {}))
        for name, it in of_kind.get("AWS::Lambda::Function", {}).items()
    }
    found = [
        resources.event_source(name, it["Properties"])
        for name, it in of_kind.get("AWS::Lambda::EventSourceMapping", {}).items()
    ]
    tables, buckets = (of_kind.get(kind, {}) for kind in ("AWS::DynamoDB::Table", "AWS::S3::Bucket"))
    return Stack(
        buckets=names["AWS::S3::Bucket"],
        tables=names["AWS::DynamoDB::Table"],
        expiries={name: attribute for name, it in tables.items() if (attribute := resources.expiry(it["Properties"]))},
        lifecycles={name: resources.lifecycles(it["Properties"]) for name, it in buckets.items()},
        # A queue's id is its address, which ends in its name.
        queues={name: address.rpartition("/")[2] for name, address in names["AWS::SQS::Queue"].items()},
        functions=functions,
        sources=tuple(source for source in found if source is not None),
        schedules=tuple(
            schedule
            for kind in ("AWS::Scheduler::Schedule", "AWS::Events::Rule")
            for name, it in of_kind.get(kind, {}).items()
            for schedule in resources.scheduled(name, kind, it["Properties"])
        ),
    )
