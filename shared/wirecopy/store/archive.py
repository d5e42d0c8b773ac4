"""The archive bucket."""

from typing import Any

from botocore.exceptions import ClientError

from wirecopy.errors import DamagedError


class S3Archive:
    """Objects in one bucket; a put that repeats another writes the same bytes under the same key."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, body: bytes, content_type: str) -> None:
        """Store ``body`` under ``key``."""
        self._client.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType=content_type)

    def put_new(self, key: str, body: bytes, content_type: str) -> bool:
        """Store ``body`` unless something lies under ``key``; whether it was stored."""
        try:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType=content_type, IfNoneMatch="*")
        except ClientError as error:
            if error.response["Error"]["Code"] == "PreconditionFailed":
                return False
            raise
        return True

    def get(self, key: str) -> bytes:
        """What lies under ``key``. Raises :class:`DamagedError` where nothing does."""
        try:
            return bytes(self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read())
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                raise DamagedError(f"{key} is not in the archive") from error
            raise
