"""Until when central can be reached: our own chain by its weakest, a bundle of roots by its best."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lockerd.config import load
from lockerd.config.certificates import certificates, files, first_end_s
from lockerd.config.certificates import ends as ends_of

Write = Callable[..., Path]
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def pem(days: int, *, ca: bool | None) -> bytes:
    """A certificate that ends so many days from now; ``ca`` None: it does not say whether it may sign others."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{days} {ca}")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=4_000))
        .not_valid_after(NOW + timedelta(days=days))
    )
    if ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def ends(write: Write, *, ca: bytes, own: bytes) -> list[int | str]:
    """Days until the bundle and our own chain end."""
    tls = 'tls = {ca = "ca.pem", certificate = "own.pem", key = "own.key"}'
    path = write('host = "127.0.0.1"\n', f'host = "127.0.0.1"\n{tls}\n')
    (path.parent / "ca.pem").write_bytes(ca)
    (path.parent / "own.pem").write_bytes(own)
    config = load(path)
    found = list(certificates(config).values())
    numbers = [end for end in found if isinstance(end, int)]
    assert first_end_s(config) == min(numbers, default=None)
    return [end if isinstance(end, str) else round((end - NOW.timestamp()) / 86_400) for end in found]


def test_a_root_that_expired_beside_a_good_one_is_no_fault(write: Write) -> None:
    bundle = pem(-400, ca=True) + pem(800, ca=True) + pem(20, ca=True)
    assert ends(write, ca=bundle, own=pem(90, ca=False)) == [800, 90]


def test_who_may_not_sign_vouches_for_nobody(write: Write) -> None:
    bundle = pem(-1, ca=True) + pem(900, ca=False) + pem(900, ca=None)
    assert ends(write, ca=bundle, own=pem(90, ca=False)) == [-1, 90]


def test_a_broker_named_by_its_own_certificate_is_as_good_as_that(write: Write) -> None:
    assert ends(write, ca=pem(50, ca=False), own=pem(90, ca=False)) == [50, 90]


def test_our_own_chain_is_as_good_as_its_weakest(write: Write) -> None:
    assert ends(write, ca=pem(800, ca=True), own=pem(90, ca=False) + pem(30, ca=True)) == [800, 30]


@pytest.mark.parametrize("data", [b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_what_holds_none_is_said_so(write: Write, data: bytes) -> None:
    assert ends(write, ca=data, own=data) == ["holds no certificate", "holds no certificate"]


def test_terminals_of_other_machines_are_named_with_those_of_central_and_this_machine(write: Write) -> None:
    at = "[central]"
    remote = f"""[api.remote]\naddress = "127.0.0.1"\nnames = ["127.0.0.1"]\nfolder = "terminals"\n\n{at}"""
    path = write(at, remote)
    folder = path.parent / "terminals"
    folder.mkdir()
    (folder / "ca.pem").write_bytes(pem(800, ca=True))
    (folder / "server.pem").write_bytes(pem(90, ca=False))
    config = load(path)
    assert ends_of(config).keys() == {each.name for each in files(config)} == {"terminals", "terminals_ca"}
    rows = [
        {"name": name, "serial": "0a", "enrolled_s": at_s, "until_s": at_s + 10, "revoked_s": revoked_s}
        for name, at_s, revoked_s in (("foyer", 200, None), ("foyer", 100, None), ("gone", 100, 150))
    ]
    (folder / "terminals.json").write_text(json.dumps({"terminals": rows}))
    found = ends_of(config)
    assert {name: end for name, end in found.items() if "/" in name} == {"terminal/foyer": 210}
    (folder / "terminals.json").write_text("{")
    assert ends_of(config).keys() == {"terminals", "terminals_ca"}
