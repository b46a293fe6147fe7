"""Certificates for terminals and for this machine, signed by an authority that lives here and vouches for no others.

All are as RFC 5280 wants them, which strict clients check (Python 3.13, ``VERIFY_X509_STRICT``): key identifiers on
each, the purpose of each key said, names beside the common name.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lockerd.cli.language import say

YEAR: Final = timedelta(days=365)
AUTHORITY_YEARS: Final = 20
MACHINE_YEARS: Final = 10
TERMINAL_YEARS: Final = 5
RENEW_BEFORE: Final = YEAR
"""What ends earlier is made anew at the next enrolment."""
EARLIER: Final = timedelta(days=2)
"""Good from so long ago: clocks of other machines are behind."""


@dataclass(frozen=True, slots=True)
class Made:
    """A certificate and its key, as files."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey = field(repr=False)

    @property
    def pem(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        """The key, not encrypted: what reads it starts without anybody there."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What a certificate that signs no others says."""

    name: str
    years: int
    purpose: x509.ObjectIdentifier
    names: Sequence[x509.GeneralName]


def read(certificate: bytes, key: bytes) -> Made:
    """What was made before; raises ``ValueError``."""
    loaded = load_pem_private_key(key, None)
    if not isinstance(loaded, ec.EllipticCurvePrivateKey):
        raise ValueError(say("this is no key that lockerctl made"))  # noqa: TRY004 - as the library says it
    return Made(x509.load_pem_x509_certificate(certificate), loaded)


def make_authority(site: str, now: datetime) -> Made:
    """One that may sign certificates of machines and no other authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"lockerd {site} terminals")
    usage = _usage(signs_certificates=True)
    builder = (
        _dated(name, name, key.public_key(), now, AUTHORITY_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
    )
    return Made(_identified(builder, key.public_key(), key.public_key()).sign(key, hashes.SHA256()), key)


def make_machine(by: Made, names: Sequence[str], now: datetime) -> Made:
    """What this machine shows, under all the names it is called by."""
    alternatives = [_alternative(each) for each in names]
    return _leaf(by, _Leaf(names[0], MACHINE_YEARS, ExtendedKeyUsageOID.SERVER_AUTH, alternatives), now)


def make_terminal(by: Made, name: str, now: datetime) -> Made:
    """What a terminal shows."""
    return _leaf(by, _Leaf(name, TERMINAL_YEARS, ExtendedKeyUsageOID.CLIENT_AUTH, [x509.DNSName(name)]), now)


def serves(made: Made, names: Sequence[str], now: datetime) -> bool:
    """Whether the certificate of this machine has these names, and some time left."""
    found = made.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    wanted = {_alternative(each) for each in names}
    return {*found} == wanted and made.certificate.not_valid_after_utc - now > RENEW_BEFORE


def _leaf(by: Made, leaf: _Leaf, now: datetime) -> Made:
    key = ec.generate_private_key(ec.SECP256R1())
    usage = _usage(signs_certificates=False)
    builder = (
        _dated(_name(leaf.name), by.certificate.subject, key.public_key(), now, leaf.years)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([leaf.purpose]), critical=False)
        .add_extension(x509.SubjectAlternativeName(leaf.names), critical=False)
    )
    return Made(_identified(builder, key.public_key(), by.key.public_key()).sign(by.key, hashes.SHA256()), key)


def _dated(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, now: datetime, years: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + years * YEAR)
    )


def _identified(
    builder: x509.CertificateBuilder, own: ec.EllipticCurvePublicKey, issuers: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(own), critical=False).add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(issuers), critical=False
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def today() -> datetime:
    """By this machine's clock."""
    return datetime.now(UTC).replace(microsecond=0)
