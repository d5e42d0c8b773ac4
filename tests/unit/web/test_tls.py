"""Whom the client believes over TLS, and how each failure is named."""

import asyncio
import datetime
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from servers import Answer, http, names, serving

from wirecopy.errors import FetchError
from wirecopy.web.client import Client, Limits
from wirecopy.web.credentials import SecretHeader
from wirecopy.web.errors import BadRedirectError, ConnectionFailedError, TimedOutError, TlsFailedError
from wirecopy.web.response import Response

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


class Authority:
    """A certificate authority of our own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        self.certificate = self._sign(self._name, self._key, x509.BasicConstraints(ca=True, path_length=None))

    def trusted(self) -> ssl.SSLContext:
        """A client's context that believes this authority only."""
        return ssl.create_default_context(cadata=self.certificate.public_bytes(serialization.Encoding.PEM).decode())

    def server(self, host: str, *, ends: datetime.datetime = NOW + DAY) -> ssl.SSLContext:
        """A server's context for ``host``."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        certificate = self._sign(name, key, x509.SubjectAlternativeName([_general_name(host)]), ends=ends)
        file = self._folder / f"{host}.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _sign(
        self,
        name: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        extension: x509.ExtensionType,
        ends: datetime.datetime = NOW + DAY,
    ) -> x509.Certificate:
        # Python 3.13 insists on what RFC 5280 asks for: who may sign, and which key signed which.
        issued = isinstance(extension, x509.BasicConstraints)
        usage = dict.fromkeys(
            (
                "content_commitment",
                "key_encipherment",
                "data_encipherment",
                "key_agreement",
                "encipher_only",
                "decipher_only",
            ),
            False,
        )
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - 30 * DAY)
            .not_valid_after(ends)
            .add_extension(extension, critical=issued)
            .add_extension(
                x509.KeyUsage(digital_signature=True, key_cert_sign=issued, crl_sign=issued, **usage), critical=True
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls"))


async def silence(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


def fetch(
    answer: bytes | Answer,
    *,
    served: ssl.SSLContext | None,
    trusted: ssl.SSLContext | None,
    url: str = "https://news.example/",
    follow: bool = False,
    end_of_request: bytes = b"\r\n\r\n",
    deadline: float = 20,
) -> Response:
    async def main() -> Response:
        async with (
            serving(answer, tls=served, end_of_request=end_of_request) as server,
            Client(
                user_agent="Wirecopy",
                network=names(server.port, "news.example"),
                limits=Limits(deadline=deadline),
                tls=trusted,
            ) as client,
        ):
            return await (client.follow(url) if follow else client.get(url))

    return asyncio.run(main())


def test_a_server_that_proves_its_name_is_believed(authority: Authority) -> None:
    response = fetch(http(body=b"hello"), served=authority.server("news.example"), trusted=authority.trusted())
    assert response.body == b"hello"


def test_a_server_of_another_name_is_not(authority: Authority) -> None:
    with pytest.raises(TlsFailedError, match=r"^news\.example failed at TLS: Hostname mismatch"):
        fetch(http(), served=authority.server("other.example"), trusted=authority.trusted())


def test_a_certificate_that_has_expired_is_not(authority: Authority) -> None:
    with pytest.raises(TlsFailedError, match=r"^news\.example failed at TLS: certificate has expired$"):
        fetch(http(), served=authority.server("news.example", ends=NOW - DAY), trusted=authority.trusted())


def test_an_authority_that_nobody_knows_is_not(authority: Authority) -> None:
    with pytest.raises(TlsFailedError, match=r"^news\.example failed at TLS: .*certificate"):
        fetch(http(), served=authority.server("news.example"), trusted=None)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(b"HTTP/1.1 400 Bad Request\r\n\r\n", TlsFailedError, id="plain HTTP"),
        pytest.param(b"", ConnectionFailedError, id="hangs up"),
        pytest.param(silence, TimedOutError, id="says nothing"),
    ],
)
def test_a_server_that_does_not_shake_hands(
    authority: Authority, answer: bytes | Answer, error: type[FetchError]
) -> None:
    with pytest.raises(error, match=r"^news\.example "):
        fetch(answer, served=None, trusted=authority.trusted(), end_of_request=b"\x01", deadline=2)


def test_a_redirect_to_plain_http_is_not_followed(authority: Authority) -> None:
    answer = http("301 Moved Permanently", b"", "Location: http://news.example/")
    with pytest.raises(BadRedirectError, match=r"^news\.example redirects from https to http$"):
        fetch(answer, served=authority.server("news.example"), trusted=authority.trusted(), follow=True)


def asked(url: str, *, tls: ssl.SSLContext | None, trusted: ssl.SSLContext | None) -> str:
    """What a server was sent with a key."""

    async def main() -> str:
        async with (
            serving(http("302 Found", b"", "Location: https://other.example/"), tls=tls) as server,
            Client(user_agent="Wirecopy", network=names(server.port, "news.example"), tls=trusted) as client,
        ):
            response = await client.get(url, key=SecretHeader("Authorization", "Bearer hush"))
            assert response.location == "https://other.example/"
            return "".join(server.requests)

    return asyncio.run(main())


def test_a_key_goes_over_tls_only(authority: Authority) -> None:
    trusted = authority.trusted()
    over_tls = asked("https://news.example/", tls=authority.server("news.example"), trusted=trusted)
    assert over_tls.count("Authorization: Bearer hush") == 1
    assert "hush" not in asked("http://news.example/", tls=None, trusted=None)
