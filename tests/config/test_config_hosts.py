"""Hosts are checked as hosts; what is refused says what is meant (design rule 14)."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lockerd.config import ConfigError, load

Write = Callable[..., Path]
TLS = 'tls = {ca = "ca.pem", certificate = "own.pem", key = "own.key"}'


def with_host(write: Write, host: str) -> Path:
    return write('host = "127.0.0.1"\n', f"host = {toml(host)}\n{TLS}\n")


def toml(text: str) -> str:
    return '"' + "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text) + '"'


@pytest.mark.parametrize(
    "host",
    [
        "mqtt.example.org",
        "MQTT-2.example.org",
        "broker",
        "localhost",
        "7seas.example",
        "xn--bcher-kva.example",
        "192.0.2.7",
        "2001:db8::7",
        "fe80::1%eth0",
        "::1",
        ".".join(["a" * 63] * 3 + ["b" * 61]),
    ],
)
def test_names_and_addresses_are_hosts(write: Write, host: str) -> None:
    central = load(with_host(write, host)).central
    assert central is not None
    assert central.host == host


@pytest.mark.parametrize(
    ("host", "meant"),
    [
        ("mqtt..example.org", "has an empty part: two dots together"),
        (".mqtt.example.org", "has an empty part"),
        ("mqtt.example.org.", "has an empty part"),
        ("mqtt://broker.example.org", r'is a URL \(mqtt://\): write host = "broker.example.org"'),
        ("mqtts://broker.example.org:8883/x", 'write host = "broker.example.org" and port = 8883'),
        ("mqtts://user@[2001:db8::7]:8883", 'write host = "2001:db8::7" and port = 8883'),
        ("https:///", "write a name or an address alone, such as broker.example.org"),
        ("broker.example.org:8883", 'has more in it than a host: write host = "broker.example.org" and port = 8883'),
        ("192.0.2.7:8883", 'write host = "192.0.2.7" and port = 8883'),
        ("[2001:db8::7]", "is an address in brackets: write 2001:db8::7"),
        ("[2001:db8::7]:8883", 'write host = "2001:db8::7" and port = 8883'),
        ("broker.example.org/", 'write host = "broker.example.org"'),
        (" broker.example.org", "has a blank in it"),
        ("broker example", "has a blank in it"),
        ("broker.example.org\n", "has a blank in it"),
        ("fe80::1%eth 0", "has a blank in it"),
        ("a\0b", "has a blank in it"),
        ("bücher.example", "has letters beyond ASCII: write xn--bcher-kva.example"),
        ("b\u00fccher..example", "has letters beyond ASCII; write a name"),
        ("192.0.2.300", "ends in a number and is no IPv4 address"),
        ("127.1", "ends in a number and is no IPv4 address"),
        ("-a.example", "has a part that no name has, '-a'"),
        ("a_b.example", "has a part that no name has, 'a_b'"),
        ("a" * 64 + ".example", "is longer than a name can be"),
        (".".join(["a" * 50] * 5), "is longer than a name can be"),
        ("0.0.0.0", "is the address of no single machine"),
        ("ff02::1", "is the address of no single machine"),
        ("", "at least 1 character"),
    ],
)
def test_what_is_no_host_is_refused_with_what_is_meant(write: Write, host: str, meant: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load(with_host(write, host))
    (line,) = str(refused.value).splitlines()
    assert re.search(rf": central\.host: .*{meant}", line), line


@pytest.mark.parametrize(
    "tcp", ["tcp://192.0.2.7:5000", "gateway..example:5000", "192.0.2.7 :5000", "192.0.2.7:5 0", "::1:5"]
)
def test_gateways_are_addresses_in_numbers(write: Write, tcp: str) -> None:
    with pytest.raises(ConfigError, match=r"bus\[1\]\.tcp: should be an address in numbers and a port"):
        load(write('port = "dev/right"', f'tcp = "{tcp}"'))
