"""The key files that the configuration names."""

import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from lockerd.codes.keys import KeyFormatError, key_id_hex, load_ed25519_private, load_ed25519_public, load_x25519_public
from lockerd.config.errors import ConfigError, Problem
from lockerd.config.issuers import ONE_FOR_ALL, CommandIssuer
from lockerd.config.model import Config

CODE_HASH_BYTES: Final = 32
_TOO_OPEN: Final = stat.S_IWGRP | stat.S_IXGRP | stat.S_IRWXO

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a site; a good one for each use and no key for two."""

    site: Ed25519PrivateKey = field(repr=False)
    """Signs what the site issues: codes, replies, checkpoints. The key of its papers follows from it."""
    code_hash: bytes = field(repr=False)
    """Keys the hashes of typed codes."""
    issuers: tuple[CommandIssuer, ...]
    """Who may command, with which keys."""
    badge: MappingProxyType[str, Ed25519PublicKey]
    """Who signs badges, by key id."""
    code_recipient: X25519PublicKey | None
    """To whom codes are sealed, of offices for which no other issuer speaks; None: they stay at the site."""
    others: MappingProxyType[str, Ed25519PublicKey]
    """Whose codes are told apart from worthless ones, by site id."""
    verifiers: MappingProxyType[str, Ed25519PublicKey]
    """Whose signed statements are looked at, by id."""
    root: MappingProxyType[str, Ed25519PublicKey]
    """Who signs lists of keys, by key id."""
    root_threshold: int
    """So many of them a list takes."""


def load_keys(config: Config) -> Keys:
    """Read all key files, TLS files included; raises `ConfigError` with every one that is missing, wrong or too open.

    A private file may be read by its owner and its group, so that root can own it and the daemon only reads it.
    """
    reader = _Reader()
    named = config.keys
    site = reader.key("keys.site", named.site, load_ed25519_private, private=True)
    code_hash = reader.key("keys.code_hash", named.code_hash, _load_code_hash, private=True)
    badge = reader.key("keys.badge", named.badge, load_ed25519_public, private=False)
    recipient = None
    if named.code_recipient:
        recipient = reader.key("keys.code_recipient", named.code_recipient, load_x25519_public, private=False)
    issuers = _issuers(reader, config, recipient)
    if config.central and (tls := config.central.tls):
        reader.key("central.tls.ca", tls.ca, _anything, private=False)
        reader.key("central.tls.certificate", tls.certificate, _anything, private=False)
        reader.key("central.tls.key", tls.key, _anything, private=True)
    if remote := config.api.remote:
        reader.key("api.remote.folder", remote.ca, _anything, private=False)
        reader.key("api.remote.folder", remote.certificate, _anything, private=False)
        reader.key("api.remote.folder", remote.key, _anything, private=True)
    others = {
        each.id: reader.key(f"other_site[{n}].key", each.key, load_ed25519_public, private=False)
        for n, each in enumerate(config.other_sites)
    }
    verifiers = {
        each.id: reader.key(f"verifier[{n}].key", each.key, load_ed25519_public, private=False)
        for n, each in enumerate(config.verifiers)
    }
    root = [
        reader.key(f"keys.roots[{n}]", path, load_ed25519_public, private=False) for n, path in enumerate(named.roots)
    ]
    command = [key for each in issuers for key in each.command.values()]
    public = [*command, badge, *root, *others.values(), *verifiers.values()]
    reader.refuse_double_use(site, [key for key in public if key])
    if reader.problems or site is None or code_hash is None:
        raise ConfigError(config.path, reader.problems)
    return Keys(
        site=site,
        code_hash=code_hash,
        issuers=issuers,
        badge=_by_id([badge]),
        code_recipient=recipient,
        others=MappingProxyType({site: key for site, key in others.items() if key}),
        verifiers=MappingProxyType({verifier: key for verifier, key in verifiers.items() if key}),
        root=_by_id(root),
        root_threshold=named.root_threshold,
    )


def _issuers(reader: "_Reader", config: Config, recipient: X25519PublicKey | None) -> tuple[CommandIssuer, ...]:
    keys, left = reader.keys("keys.command", config.keys.command), frozenset(config.left_to_central)
    central = CommandIssuer(ONE_FOR_ALL, left if config.issuers else None, keys, recipient)
    others = tuple(
        CommandIssuer(
            name=each.id,
            authorities=None if each.authorities is None else frozenset(each.authorities),
            command=reader.keys(f"issuer[{n}].command", each.command),
            code_recipient=None
            if each.code_recipient is None
            else reader.key(f"issuer[{n}].code_recipient", each.code_recipient, load_x25519_public, private=False),
        )
        for n, each in enumerate(config.issuers)
    )
    return (central, *others) if config.keys.command else others


class _Reader:
    """Collects problems, so that all of them can be told at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def key(self, key: str, path: Path, load: Callable[[bytes], K], *, private: bool) -> K | None:
        """The loaded file, or None and a problem more."""
        try:
            mode = path.stat().st_mode
            if private and mode & _TOO_OPEN:
                reason = f"others than its owner and group can use it (mode {stat.S_IMODE(mode):04o}); chmod 0600 it"
                self.problems.append(Problem(key, f"{path}: {reason}"))
            return load(path.read_bytes())
        except OSError as error:
            self.problems.append(Problem(key, f"{path}: cannot be read: {error.strerror}"))
        except KeyFormatError as error:
            self.problems.append(Problem(key, f"{path}: {error}"))
        return None

    def keys(self, key: str, paths: Sequence[Path]) -> MappingProxyType[str, Ed25519PublicKey]:
        """Public keys, by their ids; the same key twice is two uses of it."""
        read = [self.key(f"{key}[{n}]", path, load_ed25519_public, private=False) for n, path in enumerate(paths)]
        ids = [key_id_hex(each) for each in read if each]
        for kid in sorted({kid for kid in ids if ids.count(kid) > 1}):
            self.problems.append(Problem(key, f"key {kid} is named twice"))
        return _by_id(read)

    def refuse_double_use(self, site: Ed25519PrivateKey | None, others: list[Ed25519PublicKey]) -> None:
        """A key is good for one use: whoever signs badges must not be able to command, nor the site itself."""
        seen = [key_id_hex(key) for key in others] + ([key_id_hex(site.public_key())] if site else [])
        for kid in sorted({kid for kid in seen if seen.count(kid) > 1}):
            self.problems.append(Problem("keys", f"key {kid} is named for two uses; each use needs a key of its own"))


def _load_code_hash(data: bytes) -> bytes:
    if len(data) != CODE_HASH_BYTES:
        raise KeyFormatError(f"expected {CODE_HASH_BYTES} random bytes, found {len(data)}")
    return data


def _anything(data: bytes) -> bytes:
    return data


def _by_id(keys: list[Ed25519PublicKey | None]) -> MappingProxyType[str, Ed25519PublicKey]:
    return MappingProxyType({key_id_hex(key): key for key in keys if key})
