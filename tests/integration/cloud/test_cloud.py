"""The template's events, delivered as Lambda delivers them."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest

from wirecopy.errors import UserError
from wirecopy_local.cloud import HandlerError, Tally

NOON = datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC)


def test_what_is_due_runs_through_every_stage(toy):
    toy.due("a.example", "b.example", "c.example")
    report = toy.cloud.run()
    assert toy.keys("feeds/") == ["feeds/a.example", "feeds/b.example", "feeds/c.example"]
    assert report.clean
    assert report.functions["Tick"] == Tally(invocations=1, records=1)
    assert report.functions["Fetch"] == Tally(invocations=2, records=3)


def test_nothing_due_is_one_tick(toy):
    report = toy.cloud.run()
    assert report.functions["Fetch"] == Tally()
    assert report.functions["Tick"].invocations == 1


def test_environments_are_the_templates_own_with_names_resolved(toy):
    archive = toy.cloud.resource("Archive")
    assert archive == "wirecopy-archive-123456789012"
    assert toy.cloud.environment("Fetch") == {
        "POWERTOOLS_SERVICE_NAME": "toy",
        "ARCHIVE": archive,
        "GREETING": "hello, world",
        "FEEDS": "https://distribution.domainname/",
    }
    assert toy.cloud.environment("Tick")["FETCH_QUEUE"].endswith("/wirecopy-fetchqueue")


def test_parameters_override_defaults(open_toy):
    with open_toy(parameters={"Greeting": "goodbye"}) as toy:
        assert toy.cloud.environment("Fetch")["GREETING"] == "-"


def test_a_window_gathers_a_batch_and_costs_no_waiting(toy, calls):
    toy.due("a.example", "b.example", "c.example")
    toy.cloud.run()
    # The test event of S3 and three pages, though fetched by two invocations.
    assert [call.records for call in calls if call.function == "Read"] == [4]
    assert toy.cloud.clock() == NOON + timedelta(seconds=5)  # the stories' batch is full at once


def test_what_an_invocation_reports_as_failed_is_tried_again_alone(toy, calls):
    toy.due("a.example", "poison")
    report = toy.cloud.run()
    assert [call.records for call in calls if call.function == "Fetch"] == [2, 1, 1]
    assert toy.keys("feeds/") == ["feeds/a.example"]
    (letter,) = report.dead_letters
    assert (letter.queue, letter.function, json.loads(letter.body)) == ("DeadLetters", "Fetch", {"host": "poison"})
    assert [line.message for line in report.errors] == ["no such host"] * 3


def test_an_exception_fails_the_whole_batch(toy, calls):
    toy.store("pages/a", b"a")
    toy.store("pages/b", b"crash")
    report = toy.cloud.run()
    assert [call.error for call in calls if call.function == "Read"] == ["Read: RuntimeError: cannot read pages/b"] * 3
    assert {letter.reason for letter in report.dead_letters} == {"Read: RuntimeError: cannot read pages/b"}
    assert len(report.dead_letters) == 3
    assert toy.keys("feeds/") == ["feeds/a"]


def test_a_message_that_nobody_sets_aside_is_tried_until_the_queue_lets_go_of_it(toy_folder, open_toy, calls):
    template = toy_folder / "template.yaml"
    queue = "  FetchQueue:\n    Type: AWS::SQS::Queue\n    Properties:\n"
    policy = "      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt DeadLetters.Arn\n        maxReceiveCount: 3\n"
    text = template.read_text().replace(queue, queue + "      MessageRetentionPeriod: 600\n")
    template.write_text(text.replace(policy, "", 1))
    with open_toy(template) as toy:
        toy.send("FetchQueue", '{"host": "poison"}')
        report = toy.cloud.run()
    assert [call.function for call in calls].count("Fetch") == 5
    (letter,) = report.dead_letters
    assert (letter.queue, letter.function) == (None, "Fetch")
    assert letter.reason == "kept too long; the function reported it as failed"


def test_notifications_keep_to_their_prefix(toy):
    toy.store("elsewhere/a", b"a")
    toy.store("pages/naïve & co", b"b")
    toy.cloud.run()
    assert toy.keys("feeds/") == ["feeds/b"]


def test_a_stream_is_delivered_in_order_and_what_fails_is_cut_out(toy, calls):
    for name in ("a", "b", "unpublishable", "c", "d"):
        toy.cloud.clients.dynamodb.put_item(TableName=toy.cloud.resource("Stories"), Item={"id": {"S": name}})
    report = toy.cloud.run()
    assert toy.keys("feeds/") == ["feeds/a", "feeds/b", "feeds/c", "feeds/d"]
    (letter,) = report.dead_letters
    assert json.loads(letter.body)["DDBStreamBatchInfo"]["batchSize"] == 1
    # a, b and the one that fails; it alone, twice again; then the rest.
    assert [call.records for call in calls if call.function == "Publish"] == [3, 1, 1, 2]


def test_what_a_stream_gives_up_can_go_to_a_bucket_with_its_records(toy_folder, open_toy):
    template = toy_folder / "template.yaml"
    queue, bucket = "Destination: !GetAtt DeadLetters.Arn", "Type: S3\n                Destination: !GetAtt Archive.Arn"
    template.write_text(template.read_text().replace(queue, bucket))
    with open_toy(template) as toy:
        toy.cloud.clients.dynamodb.put_item(
            TableName=toy.cloud.resource("Stories"), Item={"id": {"S": "unpublishable"}}
        )
        report = toy.cloud.run()
        (key,) = toy.keys("aws/lambda/")
        kept = toy.cloud.clients.s3.get_object(Bucket=toy.cloud.resource("Archive"), Key=key)["Body"].read()
    (record,) = json.loads(json.loads(kept)["payload"])["Records"]
    assert record["dynamodb"]["Keys"] == {"id": {"S": "unpublishable"}}
    assert [letter.function for letter in report.dead_letters] == ["Publish"]


def test_an_exception_holds_up_a_stream_only_until_it_is_given_up(toy_folder, open_toy):
    folder = toy_folder / "functions" / "publish"
    code = (folder / "app.py").read_text()
    assert "return {" in code
    failing = 'return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}'
    (folder / "app.py").write_text(code.replace(failing, "raise RuntimeError('no')"))
    with open_toy(toy_folder / "template.yaml") as toy:
        for name in ("a", "unpublishable", "b", "c", "d"):
            toy.cloud.clients.dynamodb.put_item(TableName=toy.cloud.resource("Stories"), Item={"id": {"S": name}})
        report = toy.cloud.run()
        assert toy.keys("feeds/") == ["feeds/a", "feeds/b", "feeds/c", "feeds/d"]
    assert [letter.reason for letter in report.dead_letters] == ["Publish: RuntimeError: no"]


def test_a_filter_drops_what_it_does_not_name(toy, calls):
    table = toy.cloud.resource("Stories")
    toy.cloud.clients.dynamodb.put_item(TableName=table, Item={"id": {"S": "a"}})
    toy.cloud.clients.dynamodb.delete_item(TableName=table, Key={"id": {"S": "a"}})
    toy.cloud.run()
    assert [call.records for call in calls if call.function == "Publish"] == [1]


def test_later_work_is_jumped_to_and_no_tick_is_for_nothing(toy, calls):
    toy.due("a.example")
    toy.due("b.example", at=NOON + timedelta(hours=3, minutes=17))
    toy.due("c.example", at=NOON + timedelta(days=2))
    report = toy.cloud.run(horizon=timedelta(days=1), more_due_before=toy.next_due)
    assert toy.keys("feeds/") == ["feeds/a.example", "feeds/b.example"]
    assert report.functions["Tick"].invocations == 2
    assert toy.next_due(NOON + timedelta(days=3)) == NOON + timedelta(days=2)
    assert not report.unfinished


def test_time_until_due_work_passes_in_earnest_where_that_is_asked(toy):
    waited = []
    toy.due("a.example", at=NOON + timedelta(minutes=5))
    toy.cloud.run(horizon=timedelta(hours=1), more_due_before=toy.next_due, wait=waited.append)
    assert waited == [timedelta(minutes=5) - timedelta(seconds=5)]  # S3's test event has waited 5 s for company


def test_work_that_the_schedules_leave_alone_ends_the_run_as_unfinished(toy):
    report = toy.cloud.run(horizon=timedelta(days=1), more_due_before=lambda before: NOON)
    assert report.unfinished
    assert report.functions["Tick"].invocations == 3


def test_invoke_answers_and_leaves_the_rest_to_the_next_run(toy):
    answer = toy.cloud.invoke("Fetch", {"Records": [{"messageId": "1", "body": '{"host": "a.example"}'}]})
    assert answer == {"batchItemFailures": []}
    assert toy.keys() == ["pages/a.example"]
    toy.cloud.run()
    assert toy.keys("feeds/") == ["feeds/a.example"]


def test_invoke_raises_what_the_handler_raised(toy):
    with pytest.raises(HandlerError, match=r"Fetch: KeyError: 'Records'") as raised:
        toy.cloud.invoke("Fetch", {})
    assert "functions/fetch/app.py" in raised.value.trace


@pytest.mark.parametrize("name", ["Nothing", "Archive"])
def test_an_unknown_function_is_named(toy, name):
    with pytest.raises(UserError, match=f"no function {name}; it has Tick, Fetch, Read, Publish"):
        toy.cloud.invoke(name, {})


def test_standard_output_stays_clean_and_metrics_are_each_functions_own(toy, capsys):
    toy.due("a.example", "poison")
    toy.cloud.run()
    assert capsys.readouterr().out == ""
    assert [(function, it["Calls"]) for function, it in toy.cloud.metrics] == [("Fetch", [1.0])] * 3


def test_the_users_own_settings_are_neither_used_nor_changed(monkeypatch, open_toy):
    theirs = {"AWS_PROFILE": "production", "AWS_ENDPOINT_URL": "http://192.0.2.1", "POWERTOOLS_LOG_LEVEL": "NONSENSE"}
    for name, value in theirs.items():
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    with open_toy() as toy:
        toy.due("a.example")
        assert toy.cloud.run().clean
    assert dict(os.environ) == before


def test_a_queue_and_a_function_added_to_the_template_run(toy_folder, open_toy):
    folder = toy_folder / "functions" / "audit"
    folder.mkdir()
    (folder / "app.py").write_text(
        "import os\n"
        "edges = None\n"
        "def handler(event, context):\n"
        "    for record in event['Records']:\n"
        "        key = 'audit/' + context.function_name + '/' + record['body']\n"
        "        edges.clients.s3.put_object(Bucket=os.environ['ARCHIVE'], Key=key, Body=b'')\n"
    )
    template = toy_folder / "template.yaml"
    template.write_text(
        template.read_text().replace(
            "\nOutputs:",
            """
  AuditQueue:
    Type: AWS::SQS::Queue

  Audit:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/audit/
      Environment: {Variables: {ARCHIVE: !Ref Archive}}
      Events:
        All: {Type: SQS, Properties: {Queue: !GetAtt AuditQueue.Arn}}

Outputs:""",
        )
    )
    with open_toy(template) as toy:
        toy.send("AuditQueue", "seen")
        report = toy.cloud.run()
        assert report.functions["Audit"] == Tally(invocations=1, records=1)
        assert toy.keys("audit/") == ["audit/Audit/seen"]
