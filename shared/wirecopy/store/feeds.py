"""The feeds bucket: documents, and beside them under ``manifests/``, which readers cannot reach, what they are made of.

A feed's manifest is ``manifests/<path>.json``, and the user's definitions of feeds are ``manifests/.definitions.json``:
no feed's name begins with a dot.
"""

from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError

from wirecopy.codec import decode, encode
from wirecopy.feeds.definition import Definitions
from wirecopy.model import Manifest
from wirecopy.ports import Stored

PRIVATE = "manifests/"
"""What lies below is for nobody outside."""
_DEFINITIONS = f"{PRIVATE}.definitions.json"
_COMPRESSED = {
    "application/atom+xml": "application/xml",
    "application/feed+json": "application/json",
    "text/x-opml": "text/xml",
}
"""Types that CloudFront does not compress, and those to store instead. The template's FeedTypes turns them back.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
"""
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

    def tag(self, path: str) -> str | None:
        """The tag of a feed's manifest, be it readable or not."""
        return self.revision(_manifest_key(path)).tag

    def put_manifest(self, manifest: Manifest, tag: str | None) -> bool:
        """Write a manifest if its tag still is ``tag``."""
        return self._put(_manifest_key(manifest.feed.path), encode(manifest), "application/json", tag)

    def revision(self, path: str) -> Stored[int]:
        """The manifest revision that a document shows, and when it was written; 0 where there is none."""
        try:
            answer = self._client.head_object(Bucket=self._bucket, Key=path)
        except ClientError as error:
            if error.response["Error"]["Code"] in _ABSENT:
                return Stored(value=0, tag=None)
            raise
        return Stored(
            value=int(answer["Metadata"].get("revision", 0)), tag=answer["ETag"], written_at=answer["LastModified"]
        )

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
        media_type, semicolon, rest = content_type.partition(";")
        stored = f"{_COMPRESSED.get(media_type, media_type)}{semicolon}{rest}"
        return self._put(
            path, body, stored, tag, CacheControl=self._cache_control, Metadata={"revision": str(revision)}
        )

    def paths(self, below: str = "") -> Sequence[str]:
        """The paths of the manifests that begin so, in order."""
        keys = self._keys(f"{PRIVATE}{below}")
        return [key.removeprefix(PRIVATE).removesuffix(".json") for key in keys if not key.startswith(f"{PRIVATE}.")]

    def document_paths(self, below: str) -> Sequence[str]:
        """The paths of what readers are given that begin so, in order."""
        return self._keys(below)

    def definitions(self) -> Definitions:
        """The feeds that the user defined."""
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=_DEFINITIONS)
        except ClientError as error:
            if error.response["Error"]["Code"] in _ABSENT:
                return Definitions()
            raise
        return decode(answer["Body"].read(), Definitions, place=_DEFINITIONS)

    def put_definitions(self, definitions: Definitions) -> None:
        """Define the user's feeds anew."""
        self._client.put_object(
            Bucket=self._bucket, Key=_DEFINITIONS, Body=encode(definitions), ContentType="application/json"
        )

    def remove_document(self, path: str) -> None:
        """Take away what readers are given under a path."""
        self._client.delete_object(Bucket=self._bucket, Key=path)

    def remove(self, path: str) -> None:
        """Take away a feed with its archive and its documents. The manifest goes last: it says that there is a rest."""
        for key in (*self._keys(f"feeds/{path}/"), *self._keys(f"{PRIVATE}{path}/"), _manifest_key(path)):
            self._client.delete_object(Bucket=self._bucket, Key=key)

    def _keys(self, prefix: str) -> list[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
        return [found["Key"] for page in pages for found in page.get("Contents", ())]

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
    return f"{PRIVATE}{path}.json"
