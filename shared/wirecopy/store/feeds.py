"""The feeds bucket: manifests under ``manifests/``, which readers cannot reach, and documents beside it."""

from typing import Any

from botocore.exceptions import ClientError

from wirecopy.codec import decode, encode
from wirecopy.model import Manifest
from wirecopy.ports import Stored

_LOST_RACE = {"PreconditionFailed", "ConditionalRequestConflict"}
_ABSENT = {"NoSuchKey", "404", "NotFound"}


class S3FeedFiles:
    """Manifests and documents in one bucket, every write conditional on the ETag that was read."""

    def __init__(self, client: Any, bucket: str, cache_seconds: int = 300) -> None:
        self._client = client
        self._bucket = bucket
        self._cache_control = f"public, max-age={cache_seconds}"

    def manifest(self, path: str) -> Stored[Manifest | None]:
        """A feed's manifest."""
        key = _manifest_key(path)
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in _ABSENT:
                return Stored(value=None, tag=None)
            raise
        return Stored(value=decode(answer["Body"].read(), Manifest, place=key), tag=answer["ETag"])

    def put_manifest(self, manifest: Manifest, tag: str | None) -> bool:
        """Write a manifest if its tag still is ``tag``."""
        return self._put(_manifest_key(manifest.feed.path), encode(manifest), "application/json", tag)

    def revision(self, path: str) -> Stored[int]:
        """The manifest revision that a document shows; 0 where there is none."""
        try:
            answer = self._client.head_object(Bucket=self._bucket, Key=path)
        except ClientError as error:
            if error.response["Error"]["Code"] in _ABSENT:
                return Stored(value=0, tag=None)
            raise
        return Stored(value=int(answer["Metadata"].get("revision", 0)), tag=answer["ETag"])

    def document(self, path: str) -> Stored[bytes | None]:
        """What readers are given under a path."""
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=path)
        except ClientError as error:
            if error.response["Error"]["Code"] in _ABSENT:
                return Stored(value=None, tag=None)
            raise
        return Stored(value=answer["Body"].read(), tag=answer["ETag"])

    def put_document(self, path: str, body: bytes, content_type: str, *, revision: int, tag: str | None) -> bool:
        """Write a document if its tag still is ``tag``."""
        return self._put(
            path, body, content_type, tag, CacheControl=self._cache_control, Metadata={"revision": str(revision)}
        )

    def _put(self, key: str, body: bytes, content_type: str, tag: str | None, **more: Any) -> bool:
        condition = {"IfMatch": tag} if tag else {"IfNoneMatch": "*"}
        try:
            self._client.put_object(
                Bucket=self._bucket, Key=key, Body=body, ContentType=content_type, **condition, **more
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in _LOST_RACE:
                return False
            raise
        return True


def _manifest_key(path: str) -> str:
    return f"manifests/{path}.json"
