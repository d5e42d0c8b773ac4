"""Secrets by reference, in AWS as moto has it and on one's own machine."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from moto import mock_aws

from wirecopy.store.secrets import KEPT_FOR, AwsSecrets
from wirecopy.web.credentials import CredentialError
from wirecopy_local.secrets import EnvironmentSecrets

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)


def client(service: str) -> Any:
    return boto3.client(service, region_name="us-east-1")  # type: ignore[call-overload]


class Kept:
    """A secret in each of AWS's two places, and a clock."""

    def __init__(self) -> None:
        self.now = NOW
        self.secrets = AwsSecrets(client, lambda: self.now)
        client("secretsmanager").create_secret(Name="wirecopy/gazette", SecretString="whisper")
        self.put("hush")

    def put(self, value: str) -> None:
        client("ssm").put_parameter(Name="/wirecopy/gazette", Type="SecureString", Value=value, Overwrite=True)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        yield Kept()


def test_a_secret_is_read_decrypted_where_its_reference_leads(kept: Kept) -> None:
    assert kept.secrets.value("ssm:/wirecopy/gazette") == "hush"
    assert kept.secrets.value("secretsmanager:wirecopy/gazette") == "whisper"


def test_a_secret_is_kept_for_a_while_and_then_read_anew(kept: Kept) -> None:
    kept.secrets.value("ssm:/wirecopy/gazette")
    kept.put("changed")
    assert kept.secrets.value("ssm:/wirecopy/gazette") == "hush"
    kept.now += KEPT_FOR
    assert kept.secrets.value("ssm:/wirecopy/gazette") == "changed"


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("ssm:/wirecopy/other", "ssm:/wirecopy/other cannot be read: ParameterNotFound"),
        ("secretsmanager:other", "secretsmanager:other cannot be read: ResourceNotFoundException"),
        ("env:HOME", "env:HOME is no reference to a secret that AWS keeps"),
    ],
)
def test_a_reference_that_leads_to_nothing_is_named(kept: Kept, reference: str, reason: str) -> None:
    with pytest.raises(CredentialError) as raised:
        kept.secrets.value(reference)
    assert str(raised.value) == reason


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("env:OTHER", "env:OTHER: there is no such environment variable"),
        ("ssm:/wirecopy/gazette", "ssm:/wirecopy/gazette is read in AWS only; on this machine give env:NAME"),
    ],
)
def test_on_ones_own_machine_secrets_are_environment_variables(reference: str, reason: str) -> None:
    secrets = EnvironmentSecrets({"GAZETTE": "hush"})
    assert secrets.value("env:GAZETTE") == "hush"
    with pytest.raises(CredentialError) as raised:
        secrets.value(reference)
    assert str(raised.value) == reason
