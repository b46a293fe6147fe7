"""A real mosquitto of one's own: free port, loopback, own folder; can be stopped, killed and started again."""

import contextlib
import datetime as dt
import ipaddress
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BOUND_S = 15.0
"""Nothing a test waits for takes longer."""

SITE_ACL = """\
pattern write lockerd/v1/%u/state
pattern write lockerd/v1/%u/reported
pattern write lockerd/v1/%u/public
pattern write lockerd/v1/%u/event/#
pattern write lockerd/v1/%u/reply/#
pattern read lockerd/v1/%u/command/#

user central
topic readwrite lockerd/v1/#
"""
"""Each client, named by its certificate, has its own site's topics; ``central`` has all."""


def mosquitto_path() -> str:
    path = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/sbin")
    assert path is not None, "mosquitto is not installed"
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Mosquitto:
    """One broker; the folder keeps what it persists between starts."""

    def __init__(self, folder: Path, *, extra: str = "allow_anonymous true", log: str = "all") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.lines: list[str] = []
        self._said = threading.Condition()
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._config = folder / "mosquitto.conf"
        self._config.write_text(
            f"user root\nlistener {self.port} 127.0.0.1\npersistence true\npersistence_location {folder}/\n"
            "autosave_interval 1800\nmax_queued_messages 0\nset_tcp_nodelay true\n"
            f"log_dest stderr\nlog_type {log}\n{extra}\n"
        )

    def start(self) -> Self:
        assert self._process is None
        already = len(self.lines)
        self._process = subprocess.Popen(
            [mosquitto_path(), "-c", str(self._config)], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        self._reader = threading.Thread(target=self._read, args=(self._process,))
        self._reader.start()
        self.wait_line("running", after=already)
        return self

    def stop(self) -> None:
        """End it in order: what it holds is written down."""
        self._end(kill=False)

    def kill(self) -> None:
        """Kill it: messages it has acknowledged are lost."""
        self._end(kill=True)

    def wait_line(self, text: str, *, after: int = 0) -> int:
        """Wait until the log holds a line with ``text`` at or behind index ``after``; returns the index behind it."""

        def found() -> int | None:
            return next((at + 1 for at in range(after, len(self.lines)) if text in self.lines[at]), None)

        with self._said:
            assert self._said.wait_for(found, BOUND_S), f"mosquitto never said {text!r}: {self.lines[after:]}"
            at = found()
            assert at is not None
            return at

    def _end(self, *, kill: bool) -> None:
        if self._process is None:
            return
        assert self._reader is not None
        deadline = time.monotonic() + BOUND_S
        while self._process.poll() is None:
            # again and again: mosquitto 2.0.11 forgets a SIGTERM that comes before its main loop
            assert time.monotonic() < deadline, "mosquitto does not end"
            self._process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.5)
        self._reader.join(BOUND_S)
        assert self._process.stderr is not None
        self._process.stderr.close()
        self._process = None

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stderr is not None
        for line in process.stderr:
            with self._said:
                self.lines.append(line.rstrip())
                self._said.notify_all()


@contextmanager
def running(folder: Path, *, extra: str = "allow_anonymous true", log: str = "all") -> Iterator[Mosquitto]:
    broker = Mosquitto(folder, extra=extra, log=log).start()
    try:
        yield broker
    finally:
        broker.stop()


@dataclass(frozen=True, slots=True)
class Identity:
    """PEM files of one certificate and its key."""

    certificate: Path
    key: Path


class Authority:
    """A certificate authority for one test, with the key identifiers that Python 3.13 insists on."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test authority")])
        self.certificate = folder / "ca.pem"
        builder = (
            self._builder(self._name, self._key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
        )
        self.certificate.write_bytes(_pem(builder.sign(self._key, hashes.SHA256())))

    def issue(self, name: str) -> Identity:
        """A certificate for ``name``; also good for a server on 127.0.0.1."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.IPv4Address("127.0.0.1"))])
        builder = (
            self._builder(subject, key.public_key())
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(names, critical=False)
        )
        identity = Identity(self._folder / f"{name}.pem", self._folder / f"{name}.key")
        identity.certificate.write_bytes(_pem(builder.sign(self._key, hashes.SHA256())))
        identity.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return identity

    def broker_settings(self, acl: str = SITE_ACL) -> str:
        """Lines for mosquitto: client certificates required, their names are the users of the ACL."""
        server = self.issue("broker")
        acl_file = self._folder / "acl"
        acl_file.write_text(acl)
        acl_file.chmod(0o600)
        return (
            f"cafile {self.certificate}\ncertfile {server.certificate}\nkeyfile {server.key}\n"
            f"require_certificate true\nuse_identity_as_username true\nacl_file {acl_file}"
        )

    def _builder(self, subject: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        now = dt.datetime.now(dt.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(hours=1))
            .not_valid_after(now + dt.timedelta(days=1))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
