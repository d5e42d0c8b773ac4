"""The commands on a stack in AWS: found by its name, reached by its resources' ids."""

import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from wirecopy.model import Rules
from wirecopy.store.sources import DynamoSources
from wirecopy_local.cli import main
from wirecopy_local.cloud.template import read_template
from wirecopy_local.project import project_folder

TABLES = (
    "Frontier",
    "Hosts",
    "Sources",
    "Articles",
    "Stories",
    "Fingerprints",
    "Lessons",
    "Published",
    "Subscriptions",
)
ONE_KEY = ("Stories", "Fingerprints", "Lessons", "Subscriptions")
URL = "https://news.example/feed.xml"


def table(*keys: str) -> dict[str, object]:
    kinds = ("HASH", "RANGE")
    return {
        "Type": "AWS::DynamoDB::Table",
        "Properties": {
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": key, "AttributeType": "S"} for key in keys],
            "KeySchema": [{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, kinds, strict=False)],
        },
    }


ROLE = {
    "Type": "AWS::IAM::Role",
    "Properties": {
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ],
        }
    },
}


def function(**variables: str) -> dict[str, object]:
    return {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Handler": "index.handler",
            "Role": {"Fn::GetAtt": ["Role", "Arn"]},
            "Runtime": "python3.13",
            "Code": {"ZipFile": "def handler(event, context): pass"},
            "Environment": {"Variables": variables},
        },
    }


SETTINGS = {
    "PUBLIC_URL": "https://feeds.example",
    "SITE_TITLE": "Example Wire",
    "CONTACT_URL": "mailto:wire@feeds.example",
    "FEED_SIZE": "10",
    "SOURCE_FEEDS": "no",
    "UNLICENSED": "full",
}
DECLARED = read_template(project_folder() / "template.yaml").resources["PublishFunction"]["Properties"]["Environment"]
PUBLISH = function(**dict.fromkeys(DECLARED["Variables"], "") | SETTINGS)


@pytest.fixture(autouse=True)
def stack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
    }.items():
        monkeypatch.setenv(name, value)
    resources = {name: table("pk") if name in ONE_KEY else table("pk", "sk") for name in TABLES}
    resources["FetchDeadLetters"] = {"Type": "AWS::SQS::Queue"}
    resources |= {"FeedsBucket": {"Type": "AWS::S3::Bucket"}, "ArchiveBucket": {"Type": "AWS::S3::Bucket"}}
    resources |= {"Role": ROLE, "PublishFunction": PUBLISH, "DedupeFunction": function(WINDOW_DAYS="30")}
    with mock_aws():
        cloudformation = boto3.client("cloudformation")
        cloudformation.create_stack(StackName="live", TemplateBody=json.dumps({"Resources": resources}))
        yield


def test_a_source_that_is_added_is_due_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "add", URL, "--tag", "local", "--stack", "live"]) == 0
    capsys.readouterr()
    assert main(["sources", "list", "--json", "--stack", "live"]) == 0
    [listed] = json.loads(capsys.readouterr().out)
    assert (listed["url"], listed["tags"]) == (URL, ["local"])
    assert main(["status", "--json", "--stack", "live"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert [source["outcome"] for source in status["sources"]] == [None]
    assert status["set_aside"] == {}


def test_how_often_a_source_is_asked_is_set_shown_exported_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stack = ["--stack", "live"]
    assert main(["sources", "add", URL, "--every", "15m", *stack]) == 0
    assert main(["sources", "add", URL, "--title", "News", *stack]) == 0
    assert main(["sources", "set", URL, "--full-text", "yes", *stack]) == 0
    assert "asked every 15m" in capsys.readouterr().err
    assert main(["sources", "show", URL, *stack]) == 0
    shown = dict(row.split("\t") for row in capsys.readouterr().out.splitlines())
    assert (shown["title"], shown["asked"], shown["full text"]) == ("News", "every 15m, as set", "yes")
    assert main(["sources", "export", str(tmp_path / "mine.opml"), *stack]) == 0
    assert 'every="15m"' in (tmp_path / "mine.opml").read_text("utf-8")
    assert main(["sources", "set", URL, "--every", "auto", *stack]) == 0
    capsys.readouterr()
    assert main(["sources", "show", URL, "--json", *stack]) == 0
    assert json.loads(capsys.readouterr().out)["every"] is None
    assert main(["sources", "import", str(tmp_path / "mine.opml"), *stack]) == 0
    capsys.readouterr()
    assert main(["sources", "show", URL, "--json", *stack]) == 0
    assert json.loads(capsys.readouterr().out)["every"] == "15m"


def test_rules_are_stored_where_the_functions_read_them(capsys: pytest.CaptureFixture[str]) -> None:
    main(["sources", "add", URL, "--stack", "live"])
    assert main(["sources", "rules", URL, "--body", ".story", "--stack", "live"]) == 0
    [sources] = [name for name in boto3.client("dynamodb").list_tables()["TableNames"] if "Sources" in name]
    store = DynamoSources(boto3.client("dynamodb"), sources)
    assert [source.rules for source in store.all()] == [Rules(body=".story")]
    assert main(["status", "--stack", "live"]) == 0
    capsys.readouterr()


def test_what_was_set_aside_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    sqs = boto3.client("sqs")
    [url] = sqs.list_queues()["QueueUrls"]
    sqs.send_message(QueueUrl=url, MessageBody="{}")
    assert main(["status", "--stack", "live"]) == 0
    assert "set aside 1 in FetchDeadLetters" in capsys.readouterr().out


def test_a_source_that_is_removed_is_polled_no_more(capsys: pytest.CaptureFixture[str]) -> None:
    main(["sources", "add", URL, "--stack", "live"])
    assert main(["sources", "remove", URL, "--stack", "live"]) == 0
    tables = boto3.client("dynamodb").list_tables()["TableNames"]
    [frontier] = [name for name in tables if "Frontier" in name]
    rows = boto3.client("dynamodb").scan(TableName=frontier)["Items"]
    assert not [row for row in rows if row["sk"]["S"].startswith("poll#")]
    capsys.readouterr()


def test_a_stack_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--stack", "gone"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("wirecopy: the stack 'gone' cannot be read")


def test_what_is_published_is_changed_from_here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "feeds.toml").write_text('[feeds.cranes]\nkeep = ["crane"]\n')
    for command in (
        ["feeds", "apply"],
        ["sources", "add", URL],
        ["sources", "rights", URL, "excerpt", "--attribution", "© News"],
        ["withdraw", "https://news.example/1"],
        ["rebuild"],
    ):
        assert main([*command, "--stack", "live"]) == 0
    capsys.readouterr()
    assert main(["feeds", "list", "--json", "--stack", "live"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"name": "cranes", "title": "cranes", "entries": 0}]
    s3 = boto3.client("s3")
    [bucket] = [it["Name"] for it in s3.list_buckets()["Buckets"] if "feeds" in it["Name"]]
    shown = s3.get_object(Bucket=bucket, Key="feeds/cranes/atom.xml")["Body"].read()
    assert b'href="https://feeds.example/feeds/cranes/atom.xml"' in shown
    assert main(["status", "--json", "--stack", "live"]) == 0
    assert json.loads(capsys.readouterr().out)["articles"] == {"withdrawn": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["feeds.toml"]


def test_nothing_is_kept_on_this_machine(tmp_path: Path) -> None:
    main(["sources", "list", "--stack", "live"])
    assert not list(tmp_path.iterdir())
