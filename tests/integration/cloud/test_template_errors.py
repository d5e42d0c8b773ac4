"""What cannot be run here is refused by name, before anything runs."""

import pytest

from wirecopy_local.cloud import TemplateError
from wirecopy_local.cloud.queues import failed_items


@pytest.fixture
def refused(toy_folder, open_toy):
    """Open the toy with a piece of its template replaced, and say why it was refused."""

    def refused(old, new, **options):
        template = toy_folder / "template.yaml"
        text = template.read_text()
        assert old in text
        template.write_text(text.replace(old, new, 1))
        with pytest.raises(TemplateError) as raised, open_toy(template, **options):
            pass
        reason = str(raised.value)
        assert "\n" not in reason
        return reason

    return refused


def test_a_kind_that_nobody_has_classified(refused):
    reason = refused("\nOutputs:", "\n  Cache:\n    Type: AWS::ElastiCache::CacheCluster\n\nOutputs:")
    assert reason == "Cache is a AWS::ElastiCache::CacheCluster, which nobody has classified for the local run"


EVENT = """
        Other:
          Type: {}
          Properties: {}
"""


@pytest.mark.parametrize(
    ("kind", "properties", "reason"),
    [
        ("Kinesis", "{Stream: 'arn:aws:kinesis:us-east-1:123456789012:stream/s', StartingPosition: LATEST}", "kinesis"),
        ("SNS", "{Topic: 'arn:aws:sns:us-east-1:123456789012:t'}", "delivers from a topic"),
        ("EventBridgeRule", "{Pattern: {source: [aws.s3]}}", "waits for events of other services"),
        ("Schedule", "{Schedule: 'at(2027-01-01T00:00:00)'}", "is not understood"),
        ("ScheduleV2", "{ScheduleExpression: rate(1 day), ScheduleExpressionTimezone: Asia/Tokyo}", "keeps UTC"),
        ("SQS", "{Queue: !GetAtt FetchQueue.Arn, ProvisionedPollerConfig: {MinimumPollers: 2}}", "Provisioned"),
        ("HttpApi", "{Path: /, Method: get}", "AWS::ApiGatewayV2::Api"),
    ],
)
def test_an_event_source_that_is_not_delivered(refused, kind, properties, reason):
    event = EVENT.format(kind, properties)
    assert reason in refused("      Events:\n        EveryMinute:", f"      Events:{event}        EveryMinute:")


def test_notifications_that_do_not_go_to_a_queue(refused):
    reason = refused("QueueConfigurations:", "EventBridgeConfiguration: {}\n        QueueConfigurations:")
    assert reason == "Archive notifies through EventBridgeConfiguration; the local run delivers to queues only"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Resources:", "Resources: [", "is no YAML"),
        ("CodeUri: functions/tick/", "Runtime: python3.13", "Tick has no CodeUri that names a folder"),
        ("!Ref FetchQueue", "!Ref NoSuchQueue", "Tick refers to what cannot be resolved"),
        ("Type: AWS::Serverless::Function", "Type: AWS::Serverless::Fonction", "AWS::Serverless::Fonction"),
        ("AttributeName: id, KeyType: HASH", "AttributeName: other, KeyType: HASH", "the stack cannot be created"),
    ],
)
def test_a_mistake_in_the_template_is_named(refused, old, new, reason):
    assert reason in refused(old, new)


def test_a_template_that_is_not_there(open_toy, tmp_path):
    with (
        pytest.raises(TemplateError, match=r"none\.yaml cannot be read: No such file"),
        open_toy(tmp_path / "none.yaml"),
    ):
        pass


def test_a_parameter_that_the_template_does_not_have(open_toy):
    with (
        pytest.raises(TemplateError, match="has no parameter Greting; it has Greeting"),
        open_toy(parameters={"Greting": "hi"}),
    ):
        pass


def test_a_parameter_without_a_value(refused):
    assert "needs a value for its parameter Greeting" in refused("    Default: hello\n", "")


def test_a_handler_that_is_not_there(toy_folder, open_toy):
    (toy_folder / "functions" / "tick" / "app.py").unlink()
    with (
        open_toy(toy_folder / "template.yaml") as toy,
        pytest.raises(TemplateError, match=r"Tick: there is no .*app\.py"),
    ):
        toy.cloud.run()


@pytest.mark.parametrize(
    ("answer", "failed"),
    [
        (None, set()),
        ({}, set()),
        ({"batchItemFailures": []}, set()),
        ({"batchItemFailures": None}, set()),
        ({"batchItemFailures": [{"itemIdentifier": "b"}]}, {"b"}),
        ({"batchItemFailures": [{"itemIdentifier": ""}]}, {"a", "b"}),
        ({"batchItemFailures": [{"itemIdentifier": None}]}, {"a", "b"}),
        ({"batchItemFailures": [{"id": "b"}]}, {"a", "b"}),
        ({"batchItemFailures": [{"itemIdentifier": "z"}]}, {"a", "b"}),
        ("done", {"a", "b"}),
    ],
)
def test_a_partial_response_that_makes_no_sense_fails_the_batch(answer, failed):
    assert failed_items(answer, {"a", "b"}) == failed
