"""Addresses: what is sent, whose turn it is, and which two are surely the same (RFC 3986, section 6.2)."""

import functools
import ipaddress
import re
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

import idna

MAX_LENGTH = 8000
"""What every recipient should understand (RFC 9110, section 4.1); longer addresses are not ours."""

_DEFAULT_PORT = {"http": 80, "https": 443}
_HOST_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_IPV6_LITERAL = re.compile(r"\[([0-9A-Fa-f:.]+)\](:\d*)?")
_QUERY_OR_FRAGMENT = re.compile("[?#]")
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_UNSENDABLE = re.compile(r"[^!#$%&'()*+,\-./0-9:;=?@A-Z_a-z~]")
"""What may stand neither in a path nor in a query nor in a fragment as it is (RFC 3986, section 3)."""
_SENT_AS_WRITTEN = frozenset("[]|^`{}\\")
"""Not allowed by RFC 3986, but sent as written by browsers, and some servers tell the escape apart."""
_MEANINGFUL_FRAGMENT = ("!", "/")
"""``#!`` and ``#/`` name views that a page's script shows; any other fragment is a place on the same page."""
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)
_SESSION_PREFIXES = ("aspsessionid", "cftoken", "jsessionid", "oscsid", "phpsessid", "zenid")
_PHPBB_SESSION = re.compile("[0-9a-f]{32}")
_TRACKING_PREFIXES = (
    "utm_",  # Urchin, Google Analytics
    "mtm_",  # Matomo
    "matomo_",
    "pk_campaign",  # Piwik
    "pk_kwd",
    "pk_source",
    "pk_medium",
    "pk_content",
    "piwik_",
    "hsa_",  # HubSpot
    "bsft_",  # Blueshift
    "at_campaign",  # Piano Analytics
    "at_medium",
    "at_link_",
    "at_ptr_",
    "at_bbc_team",
    "fb_action_",  # Facebook
    "oly_",  # Omeda
    "_branch_",
    "__cft__",  # Facebook
    "sfmc_",  # Salesforce
)
_TRACKING_PARAMETERS = frozenset(
    """
    __hsfp __hssc __hstc __s __tn__ __twitter_impression _bhlid _ga _gl _hsenc _hsmi _kx _openstat
    action_object_map action_ref_map action_type_map cjevent ck_subscriber_id dclid dicbo dm_i ef_id elqaid
    elqat elqcampaignid elqtrack elqtrackid epik fb_ref fb_source fbclid gad_campaignid gad_source gbraid gclid
    gclsrc guccounter guce_referrer guce_referrer_sig hsctatracking hss_channel igsh igshid irclickid irgwc
    li_fat_id mc_cid mc_eid mibextid mkt_tok mkwid ml_subscriber ml_subscriber_hash msclkid nr_email_referer
    ns_campaign ns_fee ns_linkname ns_mchannel ns_source rb_clickid ref_src s_kwcid srsltid sscid tblci
    trk_contact trk_module trk_msg trk_sid ttclid twclid vero_conv vero_id vgo_ee wbraid wickedid wprov wt.mc_id
    wt_mc wt_zmc xtor yclid ysclid
    """.split()  # noqa: SIM905  a list is read more easily than eighty lines
)
"""Parameters that only say where a reader came from. Each is named by one vendor and means nothing to a publisher."""
_AMP_CACHE = ".cdn.ampproject.org"
_AMP_CACHE_PATH = re.compile(r"/[cv]/(s/)?([^/]+)(/.*)?")


@dataclass(frozen=True, slots=True)
class _Url:
    """An address in its parts: the host in ASCII and lower case, the port only where it is not the default."""

    scheme: str
    host: str
    port: int | None
    path: str
    query: str
    fragment: str

    @property
    def authority(self) -> str:
        return self.host if self.port is None else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        query = f"?{self.query}" if self.query else ""
        fragment = f"#{self.fragment}" if self.fragment else ""
        return f"{self.scheme}://{self.authority}{self.path or '/'}{query}{fragment}"


def normal_form(url: str) -> str:
    """The form that two addresses share only when they are surely the same article; its own normal form.

    Settled are: letter case of scheme and host, IDN, default port, dot segments, percent-encoding, place fragments,
    tracking parameters, session ids, and the address inside Google's AMP cache. Kept are: http or https, ``www.``, the
    order of parameters, trailing slashes, and all that is a site's own convention. What is no http address is returned
    as it is; nothing is raised.
    """
    try:
        return str(_settled(_parse(url)))
    except ValueError:
        return url


def request_form(url: str) -> str:
    """The address as it is sent: in ASCII, without its fragment, and otherwise as written.

    Raises :class:`ValueError`, with the reason, for what cannot be asked for: other schemes, credentials, no host.
    """
    parts = replace(_parse(url), fragment="")
    return str(replace(parts, path=_sendable(parts.path), query=_sendable(parts.query)))


def without_tracking(url: str) -> str:
    """The address without the parameters that do not tell one article from another; otherwise as written.

    Raises :class:`ValueError` for what is no http or https address.
    """
    query = urlsplit(request_form(url)).query
    telling = _telling_parameters(query, _parse(url).host)
    return url if telling == query else request_form(url).replace(f"?{query}", f"?{telling}" if telling else "", 1)


def host_of(url: str) -> str:
    """Whose server is asked, as ``host`` or ``host:port``: the key of politeness.

    Raises :class:`ValueError` where :func:`request_form` does.
    """
    return _parse(url).authority


def is_fetchable(url: str) -> bool:
    """Whether ``url`` is an absolute http or https address that can be asked for."""
    try:
        _parse(url)
    except ValueError:
        return False
    return True


def absolute(base: str, reference: str) -> str | None:
    """The address that ``reference`` means at ``base``, fit to be sent; ``None`` where it is no web address."""
    try:
        parts = _parse(urljoin(_slashed(base), _slashed(reference)))
    except ValueError:
        return None
    return str(
        replace(
            parts,
            path=_sendable(parts.path),
            query=_sendable(parts.query),
            fragment=_sendable(parts.fragment),
        )
    )


def _parse(url: str) -> _Url:
    if len(url) > MAX_LENGTH:
        raise ValueError(f"an address of more than {MAX_LENGTH} characters")
    try:
        parts = urlsplit(_slashed(url))
        port = parts.port
    except ValueError as error:
        raise ValueError("an address that cannot be taken apart") from error
    if parts.scheme not in _DEFAULT_PORT:
        raise ValueError("no http or https address")
    if "@" in parts.netloc:
        raise ValueError("an address with credentials in it")
    if port == _DEFAULT_PORT[parts.scheme]:
        port = None
    try:
        host = _ascii_host(parts.netloc)
    except ValueError as error:  # idna.IDNAError is one
        raise ValueError("an address without a valid host name") from error
    return _Url(parts.scheme, host, port, parts.path, parts.query, parts.fragment)


def _slashed(url: str) -> str:
    """Without space around it, and with the backslashes before its query turned over, as every browser does."""
    end = _QUERY_OR_FRAGMENT.search(url)
    cut = end.start() if end else len(url)
    return (url[:cut].replace("\\", "/") + url[cut:]).strip()


@functools.lru_cache(maxsize=4096)
def _ascii_host(netloc: str) -> str:
    if netloc.startswith("["):
        literal = _IPV6_LITERAL.fullmatch(netloc)
        if literal is None:
            raise ValueError
        return f"[{ipaddress.IPv6Address(literal[1]).compressed}]"
    host = netloc.partition(":")[0].lower()
    if not host.isascii():
        host = idna.encode(host[:256], uts46=True).decode("ascii")
    host = host.removesuffix(".")
    if len(host) > 253 or not _HOST_NAME.fullmatch(host):
        raise ValueError
    return host


def _settled(url: _Url) -> _Url:
    origin = _inside_amp_cache(url)
    if origin is not None:
        return _settled(origin)
    return replace(
        url,
        path=_without_dots(_SESSION_IN_PATH.sub("", _settled_escapes(url.path))),
        query=_telling_parameters(_settled_escapes(url.query), url.host),
        fragment=_settled_escapes(url.fragment) if url.fragment.startswith(_MEANINGFUL_FRAGMENT) else "",
    )


def _inside_amp_cache(url: _Url) -> _Url | None:
    """What ``https://example-com.cdn.ampproject.org/c/s/example.com/a`` stands for.

    Only where the sub-domain is the one that the cache gives that host
    (https://amp.dev/documentation/guides-and-tutorials/learn/amp-caches-and-cors/amp-cache-urls).
    """
    found = _AMP_CACHE_PATH.fullmatch(url.path) if url.host.endswith(_AMP_CACHE) else None
    if found is None:
        return None
    try:
        origin = _parse(f"{'https' if found[1] else 'http'}://{found[2]}{found[3] or '/'}")
    except ValueError:
        return None
    if url.host != origin.host.replace("-", "--").replace(".", "-") + _AMP_CACHE:
        return None
    return replace(origin, query=url.query)


def _telling_parameters(query: str, host: str) -> str:
    """The query without the parameters that do not tell one article from another, the others in their order."""
    if not query:
        return ""
    return "&".join(parameter for parameter in query.split("&") if not _tells_nothing(parameter, host))


def _tells_nothing(parameter: str, host: str) -> bool:
    name, _, value = parameter.partition("=")
    name = name.lower().removeprefix("amp;")  # an ampersand that was escaped once too often
    if not parameter:
        return True
    if name in _TRACKING_PARAMETERS or name.startswith(_TRACKING_PREFIXES) or name.startswith(_SESSION_PREFIXES):
        return True
    match name:
        case "sid":  # elsewhere it may well be the story's own id
            return _PHPBB_SESSION.fullmatch(value) is not None
        case "amp":
            return value in ("", "1", "true")
        case "outputtype":
            return value == "amp"
        case "replytocom":  # WordPress: the same post, with its comment form opened
            return value.isascii() and value.isdigit()
        case "m":  # Blogger's switch between its own two layouts
            return value in ("0", "1") and host.endswith(".blogspot.com")
    return False


def _settled_escapes(text: str) -> str:
    """Percent-encoding in one way: needless escapes undone, needed ones made, hexadecimal in upper case (6.2.2.1-2)."""
    return _escaped(_ESCAPE.sub(_unescaped_if_unreserved, _STRAY_PERCENT.sub("%25", text)), spared=frozenset())


def _sendable(text: str) -> str:
    return _escaped(text, spared=_SENT_AS_WRITTEN)


def _escaped(text: str, *, spared: frozenset[str]) -> str:
    def escape(found: re.Match[str]) -> str:
        character = found[0]
        if character in spared:
            return character
        return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))

    return _UNSENDABLE.sub(escape, text)


def _unescaped_if_unreserved(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character in _UNRESERVED else found[0].upper()


def _without_dots(path: str) -> str:
    """The path with ``.`` and ``..`` carried out (RFC 3986, section 5.2.4)."""
    if "." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)
