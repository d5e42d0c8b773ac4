"""What must hold of template.yaml itself, because no run on this machine would notice it."""

import ast
import json
from pathlib import Path

import pytest

from wirecopy_local.cloud import LocalCloud
from wirecopy_local.cloud.template import read_template

ROOT = Path(__file__).parents[2]
TEMPLATE = read_template(
    ROOT / "template.yaml",
    {
        "AlarmEmail": "someone@example.org",
        "EventBus": "default",
        "HubUrl": "https://hub.example/",
        "WebSub": "enabled",
    },
)
PRIVATE = {"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"}


def of_kind(kind):
    """The resources of a kind, by logical id, with their properties."""
    found = {name: it for name, it in TEMPLATE.resources.items() if it["Type"] == kind}
    assert found, f"the template has no {kind}"
    return {name: it.get("Properties", {}) for name, it in found.items()}


def each(kind):
    return pytest.mark.parametrize(("name", "it"), [pytest.param(n, p, id=n) for n, p in of_kind(kind).items()])


def named(reference):
    """The logical id that a Ref or GetAtt names."""
    return reference.get("Ref") or reference["Fn::GetAtt"][0]


def as_list(value):
    return value if isinstance(value, list) else [value]


QUEUES = of_kind("AWS::SQS::Queue")
SOURCE_QUEUES = {name for name, it in QUEUES.items() if "RedrivePolicy" in it}
DEAD_LETTERS = QUEUES.keys() - SOURCE_QUEUES
FUNCTIONS = of_kind("AWS::Lambda::Function")
MAPPINGS = of_kind("AWS::Lambda::EventSourceMapping")
TABLES = of_kind("AWS::DynamoDB::Table")
STATEMENTS = [
    pytest.param(role, statement, id=f"{role}-{as_list(statement['Action'])[0]}-{index}")
    for role, properties in of_kind("AWS::IAM::Role").items()
    for policy in properties.get("Policies", ())
    for index, statement in enumerate(as_list(policy["PolicyDocument"]["Statement"]))
]


@pytest.mark.parametrize(("role", "statement"), STATEMENTS)
def test_a_statement_names_its_actions_and_what_they_may_touch(role, statement):
    assert statement["Effect"] == "Allow"
    assert not [action for action in as_list(statement["Action"]) if "*" in action]
    for resource in as_list(statement["Resource"]):
        whole = resource if isinstance(resource, str) else json.dumps(resource)
        assert whole != "*"
        if isinstance(resource, dict) and "Fn::Sub" in resource:
            # An object's key and a secret's name may end in a star, below a named prefix; nothing else may hold one,
            # but that an archive page may be any feed's.
            place = (
                resource["Fn::Sub"]
                .removeprefix("${FeedsBucket.Arn}/feeds/*/")
                .removeprefix("${FeedsBucket.Arn}/manifests/*/")
            )
            assert place.count("*") <= 1
            assert resource["Fn::Sub"].startswith("${") or resource["Fn::Sub"].endswith("${SecretPrefix}/*")
        else:
            assert "*" not in whole


@each("AWS::IAM::Role")
def test_a_role_is_one_services_and_wears_no_wide_policy(name, it):
    (statement,) = it["AssumeRolePolicyDocument"]["Statement"]
    assert as_list(statement["Principal"]["Service"]) in (["lambda.amazonaws.com"], ["scheduler.amazonaws.com"])
    # The ready ones let a function read any queue or stream of the account.
    assert not it.get("ManagedPolicyArns")


def granted(function):
    """What a function may do, as (action, resource)."""
    role = TEMPLATE.resources[named(FUNCTIONS[function]["Role"])]["Properties"]
    return {
        (action, json.dumps(resource))
        for policy in role.get("Policies", ())
        for statement in as_list(policy["PolicyDocument"]["Statement"])
        for action in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    }


@pytest.mark.parametrize("function", ["ExtractFunction", "DiscoverFunction"])
def test_whoever_parses_strangers_bytes_cannot_reach_the_feeds_or_the_stories(function):
    resources = " ".join(resource for _, resource in granted(function))
    queues = {name for name in of_kind("AWS::SQS::Queue") if name in resources}
    assert queues == {function.replace("Function", "Queue")}
    assert not [name for name in ("FeedsBucket", "Stories", "Fingerprints") if name in resources]
    assert not [action for action, _ in granted(function) if action.startswith("sqs:Send")]


def test_nobody_may_delete_but_pages_that_are_to_be_kept_by_nobody_and_archive_pages_of_feeds():
    may = {(name, it) for name in FUNCTIONS for action, it in granted(name) if action.startswith("s3:Delete")}
    assert may == {
        (function, json.dumps({"Fn::Sub": place}))
        for function, place in (
            ("ExtractFunction", "${ArchiveBucket.Arn}/pages/*"),
            ("PublishFunction", "${FeedsBucket.Arn}/feeds/*/atom-*"),
            ("PublishFunction", "${FeedsBucket.Arn}/manifests/*/archive/*"),
        )
    }


@each("AWS::Lambda::Function")
def test_a_function_runs_its_own_folder_on_the_current_runtime(name, it):
    assert it["Runtime"] == "python3.13"
    assert it["Architectures"] == ["arm64"]
    folder = TEMPLATE.code[name].resolve()
    assert folder.is_relative_to(ROOT / "functions")
    assert folder.parent == ROOT / "functions"
    module = ast.parse((folder / "app.py").read_text(encoding="utf-8"))
    stem, _, attribute = it["Handler"].rpartition(".")
    assert stem == "app"
    assert attribute in {node.name for node in module.body if isinstance(node, ast.FunctionDef)}


@each("AWS::Lambda::Function")
def test_a_functions_log_is_forgotten_in_time(name, it):
    log_group = TEMPLATE.resources[named(it["LoggingConfig"]["LogGroup"])]
    assert log_group["Type"] == "AWS::Logs::LogGroup"
    assert "RetentionInDays" in log_group["Properties"]


@each("AWS::SQS::Queue")
def test_a_queue_is_encrypted(name, it):
    assert it["SqsManagedSseEnabled"] is True


@pytest.mark.parametrize("name", sorted(SOURCE_QUEUES))
def test_what_a_queue_cannot_deliver_is_set_aside_for_two_weeks(name):
    policy = QUEUES[name]["RedrivePolicy"]
    assert 3 <= policy["maxReceiveCount"] <= 10
    letters = QUEUES[named(policy["deadLetterTargetArn"])]
    assert letters["MessageRetentionPeriod"] == 14 * 24 * 60 * 60
    assert letters.get("FifoQueue", False) == QUEUES[name].get("FifoQueue", False)


@each("AWS::SQS::Queue")
def test_a_queue_is_read_or_keeps_dead_letters(name, it):
    read = {named(mapping["EventSourceArn"]) for mapping in MAPPINGS.values()}
    targets = {named(QUEUES[source]["RedrivePolicy"]["deadLetterTargetArn"]) for source in SOURCE_QUEUES}
    targets |= {
        named(mapping["DestinationConfig"]["OnFailure"]["Destination"])
        for mapping in MAPPINGS.values()
        if "DestinationConfig" in mapping
    }
    assert (name in read) != (name in targets)
    assert (name in read) == (name in SOURCE_QUEUES)


@each("AWS::Lambda::EventSourceMapping")
def test_a_batch_fails_by_its_items_and_a_poisonous_one_ends(name, it):
    assert it["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    source, function = named(it["EventSourceArn"]), FUNCTIONS[named(it["FunctionName"])]
    if source in QUEUES:
        # https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
        assert QUEUES[source]["VisibilityTimeout"] >= 6 * function["Timeout"]
    else:
        assert it["BisectBatchOnFunctionError"] is True
        assert 0 <= it["MaximumRetryAttempts"] <= 100
        assert named(it["DestinationConfig"]["OnFailure"]["Destination"]) in DEAD_LETTERS


@each("AWS::DynamoDB::Table")
def test_a_table_is_paid_by_use_and_what_lasts_can_be_restored(name, it):
    assert it["BillingMode"] == "PAY_PER_REQUEST"
    lasting = TEMPLATE.resources[name].get("DeletionPolicy") == "Retain"
    restorable = it.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled") is True
    forgets = it.get("TimeToLiveSpecification", {}).get("Enabled") is True
    assert restorable or not lasting
    assert lasting or forgets


@pytest.mark.parametrize("name", ["Sources", "Articles", "Stories", "ArchiveBucket", "FeedsBucket"])
def test_what_cannot_be_had_again_outlives_the_stack(name):
    assert TEMPLATE.resources[name]["DeletionPolicy"] == "Retain"
    assert TEMPLATE.resources[name]["UpdateReplacePolicy"] == "Retain"


@each("AWS::S3::Bucket")
def test_a_bucket_is_private_and_encrypted(name, it):
    assert {key for key, value in it["PublicAccessBlockConfiguration"].items() if value is True} == PRIVATE
    assert it["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert it["BucketEncryption"]["ServerSideEncryptionConfiguration"]


@each("AWS::S3::BucketPolicy")
def test_readers_see_what_is_published_and_nothing_else(name, it):
    reads, tells_what_is_gone = it["PolicyDocument"]["Statement"]
    for statement in (reads, tells_what_is_gone):
        assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
        assert "aws:SourceArn" in statement["Condition"]["StringEquals"]
    assert reads["Action"] == "s3:GetObject"
    assert tells_what_is_gone["Action"] == "s3:ListBucket"
    paths = {resource["Fn::Sub"].partition("/")[2] for resource in reads["Resource"]}
    assert "index.html" in paths
    assert "feeds/*" in paths
    assert not [path for path in paths if path in {"", "*"} or path.startswith("manifests")]


def test_only_this_accounts_bucket_may_fill_the_queues_and_it_may_fill_each_that_it_notifies():
    notified = {
        named(entry["Queue"])
        for bucket in of_kind("AWS::S3::Bucket").values()
        for entry in bucket.get("NotificationConfiguration", {}).get("QueueConfigurations", ())
    }
    (policy,) = of_kind("AWS::SQS::QueuePolicy").values()
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert {named(queue) for queue in policy["Queues"]} == notified
    assert {named(resource) for resource in statement["Resource"]} == notified
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    assert TEMPLATE.resources["ArchiveBucket"]["DependsOn"] in of_kind("AWS::SQS::QueuePolicy")


def test_no_two_notifications_speak_of_one_key():
    prefixes = [
        rule["Value"]
        for entry in of_kind("AWS::S3::Bucket")["ArchiveBucket"]["NotificationConfiguration"]["QueueConfigurations"]
        for rule in entry["Filter"]["S3Key"]["Rules"]
    ]
    assert len(prefixes) == 3
    assert not [(a, b) for a in prefixes for b in prefixes if a is not b and a.startswith(b)]


def test_an_alarm_watches_every_dead_letter_queue():
    watched = json.dumps(list(of_kind("AWS::CloudWatch::Alarm").values()))
    assert [name for name in DEAD_LETTERS if name not in watched] == []


def test_what_strangers_may_call_takes_no_more_of_the_account_than_it_is_given():
    bound = FUNCTIONS["WebSubFunction"]["ReservedConcurrentExecutions"]
    assert bound == {"Fn::If": ["HasWebSubBound", {"Ref": "WebSubConcurrency"}, {"Ref": "AWS::NoValue"}]}
    assert len(of_kind("AWS::Lambda::Url")) == 1


@pytest.fixture(scope="module")
def cloud():
    with LocalCloud(
        ROOT / "template.yaml",
        parameters={"EventBus": "default", "HubUrl": "https://hub.example/", "WebSub": "enabled"},
    ) as opened:
        yield opened


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_name_in_a_functions_environment_is_resolved(cloud, name):
    declared = FUNCTIONS[name]["Environment"]["Variables"]
    environment = cloud.environment(name)
    assert environment.keys() == declared.keys()
    assert not [key for key, value in environment.items() if not value or "${" in value or "{" in value]
    for key, value in declared.items():
        if isinstance(value, dict) and value.get("Ref") in cloud_names(cloud):
            assert environment[key].endswith(cloud.resource(value["Ref"]))


def cloud_names(cloud):
    return {
        name
        for name, it in TEMPLATE.resources.items()
        if it["Type"] in {"AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::SQS::Queue"}
    }


def test_events_may_be_sent_to_the_named_bus_only_and_to_none_where_none_is_named():
    policy = TEMPLATE.resources["EventsMayBeSent"]
    assert policy["Condition"] == "HasEventBus"
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Action"] == "events:PutEvents"
    assert statement["Resource"]["Fn::Sub"].endswith(":${AWS::AccountId}:event-bus/${EventBus}")
    assert named(policy["Properties"]["Roles"][0]) == "PublishFunctionRole"
