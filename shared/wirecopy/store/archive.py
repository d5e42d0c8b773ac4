"""The archive bucket."""

from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError

from wirecopy.errors import MissingError


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
        """What lies under ``key``. Raises :class:`MissingError` where nothing does."""
        try:
            return bytes(self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read())
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                raise MissingError(f"{key} is not in the archive") from error
            raise

    def keys(self, prefix: str) -> Sequence[str]:
        """The keys that begin so, in order."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
        return [found["Key"] for page in pages for found in page.get("Contents", ())]

    def delete(self, key: str) -> None:
        """Delete what lies under ``key``; nothing happens where nothing does."""
        self._client.delete_object(Bucket=self._bucket, Key=key)
