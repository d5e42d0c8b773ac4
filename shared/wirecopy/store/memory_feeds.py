"""The feeds' files in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from wirecopy.edges import Clock, utc_now
from wirecopy.feeds.definition import Definitions
from wirecopy.identity import content_hash
from wirecopy.model import Manifest
from wirecopy.ports import Stored


@dataclass(slots=True)
class MemoryFeedFiles:
    """Manifests and documents in dictionaries, tagged by their content."""

    manifests: dict[str, Manifest] = field(default_factory=dict)
    documents: dict[str, tuple[bytes, str, int]] = field(default_factory=dict)
    defined: Definitions = field(default_factory=Definitions)
    written: dict[str, datetime] = field(default_factory=dict)
    clock: Clock = utc_now

    def manifest(self, path: str) -> Stored[Manifest | None]:
        """A feed's manifest."""
        found = self.manifests.get(path)
        return Stored(value=found, tag=str(found.revision) if found else None)

    def tag(self, path: str) -> str | None:
        """The tag of a feed's manifest."""
        found = self.manifests.get(path)
        return str(found.revision) if found else None

    def put_manifest(self, manifest: Manifest, tag: str | None) -> bool:
        """Write a manifest if its tag still is ``tag``."""
        if self.tag(manifest.feed.path) != tag:
            return False
        self.manifests[manifest.feed.path] = manifest
        return True

    def revision(self, path: str) -> Stored[int]:
        """The manifest revision that a document shows, and when it was written; 0 where there is none."""
        found = self.documents.get(path)
        if found is None:
            return Stored(value=0, tag=None)
        return Stored(value=found[2], tag=content_hash(found[0]), written_at=self.written.get(path))

    def document(self, path: str) -> Stored[bytes | None]:
        """What readers are given under a path."""
        found = self.documents.get(path)
        return Stored(value=found[0] if found else None, tag=self.revision(path).tag)

    def put_document(self, path: str, body: bytes, content_type: str, *, revision: int, tag: str | None) -> bool:
        """Write a document if its tag still is ``tag``."""
        if self.revision(path).tag != tag:
            return False
        self.documents[path] = (body, content_type, revision)
        self.written[path] = self.clock()
        return True

    def paths(self, below: str = "") -> Sequence[str]:
        """The paths of the manifests that begin so, in order."""
        return sorted(path for path in self.manifests if path.startswith(below))

    def document_paths(self, below: str) -> Sequence[str]:
        """The paths of what readers are given that begin so, in order."""
        return sorted(path for path in self.documents if path.startswith(below))

    def definitions(self) -> Definitions:
        """The feeds that the user defined."""
        return self.defined

    def put_definitions(self, definitions: Definitions) -> None:
        """Define the user's feeds anew."""
        self.defined = definitions

    def remove_document(self, path: str) -> None:
        """Take away what readers are given under a path."""
        self.documents.pop(path, None)

    def remove(self, path: str) -> None:
        """Take away a feed with its archive and its documents."""
        for kept, folder in ((self.manifests, ""), (self.documents, "feeds/")):
            for name in [it for it in kept if it == path or it.startswith(f"{folder}{path}/")]:
                del kept[name]
