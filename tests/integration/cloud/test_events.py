"""What a handler is given: the event, its context and its environment, as Lambda would."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from wirecopy_local.cloud import HandlerError
from wirecopy_local.cloud.clock import VirtualClock

NOON = datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC)

RECORDER = """
import json, os
edges = None
COUNT = 0
def handler(event, context):
    global COUNT
    COUNT += 1
    seen = {
        "event": event,
        "context": {
            "function_name": context.function_name,
            "memory_limit_in_mb": context.memory_limit_in_mb,
            "invoked_function_arn": context.invoked_function_arn,
            "aws_request_id": context.aws_request_id,
            "remaining": context.get_remaining_time_in_millis(),
        },
        "environment": dict(os.environ),
        "module": __name__,
        "count": COUNT,
    }
    key = "seen/" + context.aws_request_id
    edges.clients.s3.put_object(Bucket=os.environ["ARCHIVE"], Key=key, Body=json.dumps(seen))
"""


@pytest.fixture
def seen(toy_folder, open_toy):
    """The toy with a recorder in a function's place: what it saw when a test has done something."""

    def seen(function, do, old="", new=""):
        (toy_folder / "functions" / function.lower() / "app.py").write_text(RECORDER)
        template = toy_folder / "template.yaml"
        text = template.read_text()
        assert old in text
        text = text.replace(old, new).replace("FRONTIER: !Ref Frontier", "ARCHIVE: !Ref Archive")
        template.write_text(text)
        with open_toy(template) as toy:
            do(toy)
            toy.cloud.run()
            s3, bucket = toy.cloud.clients.s3, toy.cloud.resource("Archive")
            return [json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read()) for key in toy.keys("seen/")]

    return seen


def test_a_message(seen):
    def send(toy):
        url = toy.cloud.clients.sqs.get_queue_url(QueueName=toy.cloud.resource("FetchQueue"))["QueueUrl"]
        toy.cloud.clients.sqs.send_message(
            QueueUrl=url,
            MessageBody="{}",
            MessageAttributes={"kind": {"DataType": "String", "StringValue": "bell"}},
        )

    (saw,) = seen("Fetch", send)
    (record,) = saw["event"]["Records"]
    sent = str(int(NOON.timestamp() * 1000))
    assert record.pop("messageId")
    assert record.pop("receiptHandle")
    assert record == {
        "body": "{}",
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": sent,
            "SenderId": record["attributes"]["SenderId"],
            "ApproximateFirstReceiveTimestamp": sent,
        },
        "messageAttributes": {
            "kind": {"stringValue": "bell", "stringListValues": [], "binaryListValues": [], "dataType": "String"}
        },
        "md5OfBody": "99914b932bd37a50b983c5e7c90ae93b",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:wirecopy-fetchqueue",
        "awsRegion": "us-east-1",
    }


def test_a_batch_larger_than_one_receive(seen):
    saws = seen("Read", lambda toy: [toy.store(f"pages/{n:02}") for n in range(24)], "BatchSize: 10", "BatchSize: 25")
    # With the test event of S3.
    assert [len(saw["event"]["Records"]) for saw in saws] == [25]


def test_a_change_of_a_table(seen):
    def change(toy):
        table = toy.cloud.resource("Stories")
        toy.cloud.clients.dynamodb.put_item(TableName=table, Item={"id": {"S": "a"}, "raw": {"B": b"\x00"}})
        toy.cloud.clients.dynamodb.put_item(TableName=table, Item={"id": {"S": "a"}, "n": {"N": "1"}})

    (saw,) = seen("Publish", change)
    first, second = saw["event"]["Records"]
    numbers = [record["dynamodb"].pop("SequenceNumber") for record in (first, second)]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == 2
    assert first.pop("eventID")
    assert first["dynamodb"].pop("SizeBytes") > 0
    assert first.pop("eventSourceARN").startswith(
        "arn:aws:dynamodb:us-east-1:123456789012:table/wirecopy-stories/stream/"
    )
    assert first == {
        "eventName": "INSERT",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "dynamodb": {
            "ApproximateCreationDateTime": NOON.timestamp(),
            "Keys": {"id": {"S": "a"}},
            "NewImage": {"id": {"S": "a"}, "raw": {"B": base64.b64encode(b"\x00").decode()}},
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
    }
    assert second["eventName"] == "MODIFY"
    assert second["dynamodb"]["OldImage"]["raw"] == {"B": "AA=="}


def nothing(toy):
    pass


def test_a_tick(seen):
    (saw,) = seen("Tick", nothing)
    event = saw["event"]
    assert event.pop("id")
    assert event == {
        "version": "0",
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": "123456789012",
        "time": "2026-11-21T12:00:30Z",
        "region": "us-east-1",
        "resources": ["arn:aws:scheduler:us-east-1:123456789012:schedule/default/TickEveryMinute"],
        "detail": "{}",
    }


def test_a_tick_with_an_input_of_its_own(seen):
    declared = """rate(1 minute)
            Input: '{"at": "<aws.scheduler.scheduled-time>"}'"""
    (saw,) = seen("Tick", nothing, "rate(1 minute)", declared)
    assert saw["event"] == {"at": "2026-11-21T12:00:30Z"}


def test_a_tick_of_a_rule(seen):
    old = "Type: ScheduleV2\n          Properties:\n            ScheduleExpression"
    (saw,) = seen("Tick", nothing, old, "Type: Schedule\n          Properties:\n            Schedule")
    event = saw["event"]
    assert (event["source"], event["detail"]) == ("aws.events", {})
    assert event["resources"] == ["arn:aws:events:us-east-1:123456789012:rule/TickEveryMinute"]


def test_the_context(seen):
    (saw,) = seen("Tick", nothing)
    assert saw["context"] == {
        "function_name": "Tick",
        "memory_limit_in_mb": "256",
        "invoked_function_arn": "arn:aws:lambda:us-east-1:123456789012:function:Tick",
        "aws_request_id": saw["context"]["aws_request_id"],
        "remaining": 20_000,
    }


def test_the_environment_is_lambdas_and_not_the_users(seen, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("POWERTOOLS_LOG_LEVEL", "DEBUG")
    (saw,) = seen("Tick", nothing)
    environment = saw["environment"]
    assert environment["AWS_LAMBDA_FUNCTION_NAME"] == "Tick"
    assert environment["AWS_REGION"] == "us-east-1"
    assert environment["POWERTOOLS_SERVICE_NAME"] == "toy"
    assert environment["PATH"]
    assert not environment.keys() & {"AWS_PROFILE", "POWERTOOLS_LOG_LEVEL"}


def test_a_module_is_imported_once_under_the_functions_name(seen):
    saws = seen("Fetch", lambda toy: [toy.send("FetchQueue", "{}") for _ in range(4)])
    assert {saw["module"] for saw in saws} == {"wirecopy_function_Fetch"}
    assert sorted(saw["count"] for saw in saws) == [1, 2]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("raise RuntimeError('no')", "Tick: RuntimeError: no"),
        ("import no_such_module", "Tick: ModuleNotFoundError: No module named 'no_such_module'"),
        ("def handler(", "Tick: SyntaxError: "),
        ("def other(event, context): pass", "Tick: AttributeError: "),
        ("def handler(event, context): return {1, 2}", "Tick: TypeError: Object of type set is not JSON serializable"),
        ("def handler(event, context): raise SystemExit(3)", "Tick: SystemExit: 3"),
    ],
)
def test_whatever_goes_wrong_in_a_function_is_its_failure(toy_folder, open_toy, code, reason):
    (toy_folder / "functions" / "tick" / "app.py").write_text(code + "\n")
    with open_toy(toy_folder / "template.yaml") as toy:
        with pytest.raises(HandlerError) as raised:
            toy.cloud.invoke("Tick", {})
        assert str(raised.value).startswith(reason)
        assert toy.cloud.run().errors[0].message == str(raised.value).removeprefix("Tick: ")


def test_a_function_that_took_too_long_is_told_so(toy_folder, open_toy):
    (toy_folder / "functions" / "tick" / "app.py").write_text(
        "from datetime import timedelta\n"
        "edges = None\n"
        "def handler(event, context):\n"
        "    edges.clock.forward_to(edges.clock() + timedelta(seconds=21))\n"
    )
    lines = []
    with open_toy(toy_folder / "template.yaml", start=VirtualClock(lambda: NOON), on_log=lines.append) as toy:
        toy.cloud.invoke("Tick", {})
    assert [line.message for line in lines] == ["took 21 s: Lambda would have stopped it after 20 s"]


def test_an_invocation_that_nobody_waits_for_is_tried_three_times(toy_folder, open_toy, calls):
    (toy_folder / "functions" / "tick" / "app.py").write_text("def handler(event, context): raise RuntimeError('no')\n")
    with open_toy(toy_folder / "template.yaml") as toy:
        report = toy.cloud.run()
    assert [call.at - NOON for call in calls if call.function == "Tick"] == [
        timedelta(0),
        timedelta(minutes=1),
        timedelta(minutes=3),
    ]
    (lost,) = report.dead_letters
    assert (lost.queue, lost.function, lost.reason) == (None, "Tick", "Tick: RuntimeError: no")


def test_an_invocation_that_failed_for_good_goes_where_the_template_says(toy_folder, open_toy, calls):
    (toy_folder / "functions" / "tick" / "app.py").write_text("def handler(event, context): raise RuntimeError('no')\n")
    template = toy_folder / "template.yaml"
    declared = """CodeUri: functions/tick/
      EventInvokeConfig:
        MaximumRetryAttempts: 0
        DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt DeadLetters.Arn}}"""
    template.write_text(template.read_text().replace("CodeUri: functions/tick/", declared))
    with open_toy(template) as toy:
        report = toy.cloud.run()
    (letter,) = report.dead_letters
    body = json.loads(letter.body)
    assert letter.queue == "DeadLetters"
    assert body["requestContext"]["condition"] == "RetriesExhausted"
    assert body["requestPayload"]["time"] == "2026-11-21T12:00:30Z"
    assert body["responsePayload"]["errorType"] == "RuntimeError"
    assert [call.function for call in calls].count("Tick") == 1
