"""What the local cloud knows of moto: where it departs from AWS, and which of its own objects are leant on.

A test that fails here after an upgrade says which part of ``wirecopy_local.cloud`` to look at.
"""

import json
import logging
import subprocess
import sys
import warnings
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from wirecopy_local.cloud import backends, snapshot
from wirecopy_local.cloud.clock import VirtualClock, moto_follows

NOON = datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC)


@pytest.fixture
def clock():
    return VirtualClock(lambda: NOON)


@pytest.fixture
def session(clock):
    with mock_aws(), moto_follows(clock):
        yield boto3.Session("local", "local", region_name="us-east-1")


def create(session, **resources):
    client = session.client("cloudformation")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        client.create_stack(StackName="wirecopy", TemplateBody=json.dumps({"Resources": resources}))
        created = client.describe_stack_resources(StackName="wirecopy")["StackResources"]
    return {it["LogicalResourceId"]: it["PhysicalResourceId"] for it in created if "LogicalResourceId" in it}


TABLE = {
    "Type": "AWS::DynamoDB::Table",
    "Properties": {
        "TableName": "wirecopy-table",
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"},
        "TimeToLiveSpecification": {"AttributeName": "expires_at", "Enabled": True},
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
    },
}
QUEUE = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "wirecopy-queue", "VisibilityTimeout": 60}}
BUCKET = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "wirecopy-bucket"}}


@pytest.fixture
def queue(session):
    return create(session, Queue=QUEUE)["Queue"]


@pytest.fixture
def sqs(session):
    return session.client("sqs")


@pytest.fixture
def table(session):
    return create(session, Table=TABLE)["Table"]


@pytest.fixture
def dynamodb(session):
    return session.client("dynamodb")


# What moto's CloudFormation leaves out (stack.py applies it, or resources.py says why it does not matter here).


def test_notifications_are_dropped(session):
    told = {"QueueConfigurations": [{"Event": "s3:ObjectCreated:*", "Queue": "arn:aws:sqs:us-east-1:123456789012:q"}]}
    create(session, Bucket={**BUCKET, "Properties": {**BUCKET["Properties"], "NotificationConfiguration": told}})
    found = session.client("s3").get_bucket_notification_configuration(Bucket="wirecopy-bucket")
    assert "QueueConfigurations" not in found


def test_time_to_live_and_recovery_are_dropped(session, table, dynamodb):
    assert dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]["TimeToLiveStatus"] == "DISABLED"
    backups = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "DISABLED"


def test_a_kind_it_does_not_know_is_skipped_with_a_warning_alone(session, caplog):
    caplog.set_level(logging.WARNING, logger="moto")
    kept = create(session, Queue=QUEUE, Schedule={"Type": "AWS::Scheduler::Schedule", "Properties": {}})
    assert kept.keys() == {"Queue"}
    assert "AWS::Scheduler::Schedule" in caplog.text


def test_a_generated_name_differs_from_run_to_run(session):
    name = create(session, Bucket={"Type": "AWS::S3::Bucket"})["Bucket"]
    assert name.startswith("wirecopy-bucket-")


# Time (clock.py).


def test_a_message_is_hidden_until_after_its_timeout_by_the_clouds_clock(clock, sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="a")
    assert len(sqs.receive_message(QueueUrl=queue)["Messages"]) == 1
    (message,) = backends.queue("wirecopy-queue")._messages
    assert backends.visible_from(message) == NOON + timedelta(seconds=60, milliseconds=1)
    clock.forward_to(NOON + timedelta(seconds=60))
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)
    clock.forward_to(backends.visible_from(message))
    assert len(sqs.receive_message(QueueUrl=queue)["Messages"]) == 1


def test_a_delayed_message_comes_by_the_clouds_clock(clock, sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="a", DelaySeconds=90)
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)
    (message,) = backends.queue("wirecopy-queue")._messages
    assert backends.visible_from(message) == NOON + timedelta(seconds=90, milliseconds=1)
    clock.forward_to(backends.visible_from(message))
    (received,) = sqs.receive_message(QueueUrl=queue, MessageSystemAttributeNames=["SentTimestamp"])["Messages"]
    assert received["Attributes"]["SentTimestamp"] == str(int(NOON.timestamp() * 1000))


def test_objects_records_and_notifications_carry_the_clouds_time(clock, session, queue, table_beside):
    clock.forward_to(NOON + timedelta(days=3))
    s3 = session.client("s3")
    s3.create_bucket(Bucket="wirecopy-bucket")
    arn = "arn:aws:sqs:us-east-1:123456789012:wirecopy-queue"
    s3.put_bucket_notification_configuration(
        Bucket="wirecopy-bucket",
        NotificationConfiguration={"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]},
    )
    s3.put_object(Bucket="wirecopy-bucket", Key="a b/ü", Body=b"")
    assert s3.head_object(Bucket="wirecopy-bucket", Key="a b/ü")["LastModified"] == NOON + timedelta(days=3)
    test_event, told = (json.loads(it.body) for it in backends.queue("wirecopy-queue")._messages)
    assert test_event["Event"] == "s3:TestEvent"
    assert told["Records"][0]["eventTime"] == "2026-11-24T12:00:30.000Z"
    assert told["Records"][0]["s3"]["object"]["key"] == "a+b%2F%C3%BC"
    session.client("dynamodb").put_item(TableName=table_beside, Item={"pk": {"S": "a"}})
    (record,) = backends.table(table_beside).stream_shard.items
    created = record.to_json()["dynamodb"]["ApproximateCreationDateTime"]
    assert created == (NOON + timedelta(days=3)).replace(tzinfo=None)


@pytest.fixture
def table_beside(dynamodb):
    properties = {**TABLE["Properties"], "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}}
    del properties["TimeToLiveSpecification"], properties["PointInTimeRecoverySpecification"]
    dynamodb.create_table(**properties)
    return properties["TableName"]


# Queues and streams (queues.py, streams.py).


def test_a_message_moves_to_the_dead_letters_at_the_receive_after_its_last(clock, session, sqs):
    letters = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "letters"}}
    policy = {"deadLetterTargetArn": {"Fn::GetAtt": ["Letters", "Arn"]}, "maxReceiveCount": 2}
    create(
        session,
        Letters=letters,
        Queue={"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q", "RedrivePolicy": policy}},
    )
    url = sqs.get_queue_url(QueueName="q")["QueueUrl"]
    sent = sqs.send_message(QueueUrl=url, MessageBody="a")["MessageId"]
    for _ in range(2):
        assert len(sqs.receive_message(QueueUrl=url)["Messages"]) == 1
        clock.forward_to(backends.visible_from(backends.queue("q")._messages[0]))
    assert backends.queue("letters")._messages == []
    assert "Messages" not in sqs.receive_message(QueueUrl=url)
    assert [message.id for message in backends.queue("letters")._messages] == [sent]
    assert backends.queue("q").redrive_policy["deadLetterTargetArn"] == backends.queue("letters").queue_arn


def test_an_identical_put_is_a_stream_record_too(table, dynamodb):
    for _ in range(2):
        dynamodb.put_item(TableName=table, Item={"pk": {"S": "a"}})
    names = [item.to_json()["eventName"] for item in backends.table(table).stream_shard.items]
    assert names == ["INSERT", "MODIFY"]


def test_filling_a_table_makes_no_stream_record(table, dynamodb):
    snapshot.fill_table(table, [b'{"pk":{"S":"a"}}'])
    assert dynamodb.get_item(TableName=table, Key={"pk": {"S": "a"}})["Item"] == {"pk": {"S": "a"}}
    assert backends.table(table).stream_shard.items == []


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ({"eventName": ["INSERT"]}, True),
        ({"eventName": ["REMOVE"]}, False),
        ({"dynamodb": {"Keys": {"pk": {"S": [{"prefix": "story#"}]}}}}, True),
        ({"dynamodb": {"Keys": {"pk": {"S": [{"prefix": "page#"}]}}}}, False),
        ({"dynamodb": {"NewImage": {"gone": [{"exists": False}]}}}, True),
        ({"dynamodb": {"NewImage": {"revision": {"N": [{"anything-but": ["1"]}]}}}}, False),
    ],
)
def test_event_patterns_are_matched(pattern, fits):
    event = {
        "eventName": "INSERT",
        "dynamodb": {"Keys": {"pk": {"S": "story#1"}}, "NewImage": {"revision": {"N": "1"}}},
    }
    assert backends.matches(pattern, event) is fits


# What it is right about, and the stores lean on.


def test_conditional_writes_to_objects_fail_as_they_should(session):
    s3 = session.client("s3")
    s3.create_bucket(Bucket="bucket")
    first = s3.put_object(Bucket="bucket", Key="k", Body=b"1", IfNoneMatch="*")
    with pytest.raises(ClientError, match="PreconditionFailed"):
        s3.put_object(Bucket="bucket", Key="k", Body=b"2", IfNoneMatch="*")
    s3.put_object(Bucket="bucket", Key="k", Body=b"2", IfMatch=first["ETag"])
    with pytest.raises(ClientError, match="PreconditionFailed"):
        s3.put_object(Bucket="bucket", Key="k", Body=b"3", IfMatch=first["ETag"])


def test_a_failed_condition_can_return_the_item(table, dynamodb):
    dynamodb.put_item(TableName=table, Item={"pk": {"S": "a"}, "n": {"N": "1"}})
    with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException) as raised:
        dynamodb.put_item(
            TableName=table,
            Item={"pk": {"S": "a"}},
            ConditionExpression="attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    assert raised.value.response["Item"] == {"pk": {"S": "a"}, "n": {"N": "1"}}


# What is imported (imports.py).


def test_cloudformation_does_without_the_services_that_are_left_out():
    script = """
import sys
from wirecopy_local.cloud.imports import import_cloudformation
import_cloudformation()
assert "moto.cloudformation.parsing" in sys.modules
assert not [name for name in sys.modules if name.startswith("moto.ec2")], "moto imports EC2 in some other way now"
import moto.ec2.models
assert moto.ec2.models.ec2_backends is not None
import moto.ec2.models.instances
assert moto.ec2.models.instances.Instance.__module__ == "moto.ec2.models.instances"
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
