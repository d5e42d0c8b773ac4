"""Secrets by reference: in SSM Parameter Store (``ssm:/…``) or Secrets Manager (``secretsmanager:…``)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from wirecopy.edges import Clock
from wirecopy.web.credentials import CredentialError

KEPT_FOR = timedelta(minutes=5)
"""How long a secret is kept in memory: one that is changed is used soon, and a poll costs no look-up of its own."""


class AwsSecrets:
    """Secrets as AWS keeps them. ``client`` makes the client of a service when it is first needed."""

    def __init__(self, client: Callable[[str], Any], clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._kept: dict[str, tuple[str, datetime]] = {}

    def value(self, reference: str) -> str:
        """What a reference leads to. Raises :class:`CredentialError`, naming it, where that is nothing."""
        kept = self._kept.get(reference)
        if kept is not None and kept[1] > self._clock():
            return kept[0]
        service, _, name = reference.partition(":")
        try:
            value = self._read(service, name)
        except ClientError as error:
            raise CredentialError(f"{reference} cannot be read: {error.response['Error']['Code']}") from None
        except BotoCoreError as error:
            raise CredentialError(f"{reference} cannot be read: {type(error).__name__}") from None
        self._kept[reference] = value, self._clock() + KEPT_FOR
        return value

    def _read(self, service: str, name: str) -> str:
        match service:
            case "ssm":
                answer = self._client("ssm").get_parameter(Name=name, WithDecryption=True)
                return str(answer["Parameter"]["Value"])
            case "secretsmanager":
                answer = self._client("secretsmanager").get_secret_value(SecretId=name)
                return str(answer.get("SecretString", ""))
        raise CredentialError(f"{service}:{name} is no reference to a secret that AWS keeps")
