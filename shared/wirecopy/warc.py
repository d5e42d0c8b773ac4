"""Pages as gzipped WARC/1.1 response records (ISO 28500:2017), which any archive tool reads."""

import gzip
import hashlib
import io
import uuid
import zlib
from datetime import UTC, datetime
from http import HTTPStatus

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException
from warcio.warcwriter import WARCWriter

from wirecopy.errors import DamagedError
from wirecopy.model import Page

MEDIA_TYPE = "application/warc"
_VERSION = "WARC/1.1"
_LED_BY = "Wirecopy-Led-By"
"""One a URL that led to the page, the first asked first. WARC lets readers ignore fields that they do not know."""
_ENTRY_OF = "Wirecopy-Entry-Of"
"""The feed whose entry stands for the page."""
_FOLLOWS = "Wirecopy-Follows"
"""One a page of the same article before this one, by its key, in order."""
_RESERVED = "Wirecopy-Tdm-Reservation"
"""1 where its host's tdmrep.json reserves the page."""
_SET_ASIDE = "X-Archive-Orig-"
"""Put before the headers that describe encodings the body no longer has, as archives do, lest a tool undo them."""
_DAMAGE = (
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    gzip.BadGzipFile,
    zlib.error,
    EOFError,
    ValueError,
    TypeError,
    AttributeError,  # warcio meets a record without a target
)
_UNDONE = ("content-encoding", "content-length", "transfer-encoding")


class _HeadersAsReceived(StatusAndHeaders):  # type: ignore[misc]
    """HTTP headers in UTF-8; warcio's own would escape what is not ASCII, for good."""

    def compute_headers_buffer(self, header_filter: None = None) -> None:
        self.headers_buff = self.to_bytes(header_filter)


def encode(page: Page) -> bytes:
    """The page as one record. Equal pages give equal bytes."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=_VERSION)
    if page.entry_of:  # no server ever gave it as a response
        record = writer.create_warc_record(
            page.url,
            "resource",
            payload=io.BytesIO(page.body),
            length=len(page.body),
            warc_content_type=page.header("content-type") or "",
            warc_headers=_record_headers(page),
        )
        writer.write_record(record)
        return out.getvalue()
    record = writer.create_warc_record(
        page.url,
        "response",
        payload=io.BytesIO(page.body),
        length=len(page.body),
        warc_headers=_record_headers(page),
        http_headers=_HeadersAsReceived(
            f"{page.status} {_phrase(page.status)}",
            [(_set_aside(name), value) for name, value in page.headers],
            protocol="HTTP/1.1",
        ),
    )
    writer.write_record(record)
    return out.getvalue()


def decode(data: bytes, *, place: str) -> Page:
    """The page that :func:`encode` wrote. Raises :class:`DamagedError`, naming ``place``, for anything else."""
    try:
        plain = gzip.decompress(data)  # warcio would take what is cut short for the whole
        record = next(iter(ArchiveIterator(io.BytesIO(plain), check_digests="raise")), None)
        if record is not None and record.rec_type == "resource":
            return Page(
                url=record.rec_headers.get_header("WARC-Target-URI"),
                headers=(("Content-Type", record.content_type),),
                body=record.raw_stream.read(),
                observed_at=datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")),
                entry_of=record.rec_headers.get_header(_ENTRY_OF),
                reserved=record.rec_headers.get_header(_RESERVED) == "1",
            )
        if record is None or record.rec_type != "response" or record.http_headers is None:
            raise DamagedError(f"{place} holds no WARC response record")
        fields = record.rec_headers
        return Page(
            url=fields.get_header("WARC-Target-URI"),
            led_by=tuple(value for name, value in fields.headers if name == _LED_BY),
            status=int(record.http_headers.get_statuscode()),
            headers=tuple((_taken_back(name), value) for name, value in record.http_headers.headers),
            body=record.raw_stream.read(),
            observed_at=datetime.fromisoformat(fields.get_header("WARC-Date")),
            follows=tuple(value for name, value in fields.headers if name == _FOLLOWS),
            reserved=fields.get_header(_RESERVED) == "1",
        )
    except _DAMAGE as error:
        raise DamagedError(f"{place} is no WARC record: {error}") from error


def _record_headers(page: Page) -> StatusAndHeaders:
    observed_at = page.observed_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    digest = hashlib.sha256(page.body).hexdigest()
    identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{page.url}\n{observed_at}\n{digest}")
    return StatusAndHeaders(
        "",
        [
            ("WARC-Type", "resource" if page.entry_of else "response"),
            ("WARC-Record-ID", f"<urn:uuid:{identity}>"),
            ("WARC-Target-URI", page.url),
            ("WARC-Date", observed_at),
            *((_LED_BY, url) for url in page.led_by),
            *([(_ENTRY_OF, page.entry_of)] if page.entry_of else []),
            *((_FOLLOWS, key) for key in page.follows),
            *([(_RESERVED, "1")] if page.reserved else []),
        ],
        protocol=_VERSION,
    )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _set_aside(name: str) -> str:
    is_ambiguous = name.lower() in _UNDONE or name.lower().startswith(_SET_ASIDE.lower())
    return _SET_ASIDE + name if is_ambiguous else name


def _taken_back(name: str) -> str:
    return name.removeprefix(_SET_ASIDE)
