"""The keys of central that hold now: those of the newest key list, or those of the configuration before the first."""

from collections.abc import Callable, Iterator, Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from lockerd.codes import base64url, key_list
from lockerd.codes.jws import SignatureError, SignatureReason
from lockerd.codes.key_list import GenuineKeyList
from lockerd.codes.keys import key_id_hex
from lockerd.config.issuers import CommandIssuer
from lockerd.config.keys import Keys
from lockerd.domain.model.key_list import KeyList, TakeKeyList


class KeyRing:
    """Looks at the list in the state each time it is asked: a list holds from its transaction on, without a restart."""

    def __init__(self, keys: Keys, known: Callable[[], KeyList]) -> None:
        self._keys = keys
        self._known = known
        self._read: tuple[str, GenuineKeyList] | None = None
        self.command: Mapping[str, Ed25519PublicKey] = _Live(self._command)
        """Who may sign commands, by key id."""
        self.badge: Mapping[str, Ed25519PublicKey] = _Live(self._badge)
        """Who signs badges, by key id."""

    @property
    def version(self) -> int:
        """Of the list that holds; 0: the configuration's keys do."""
        return self._known().version

    @property
    def roots(self) -> Mapping[str, Ed25519PublicKey]:
        """Who signs lists, by key id."""
        return self._keys.root

    @property
    def threshold(self) -> int:
        """So many of them a list takes."""
        return self._keys.root_threshold

    @property
    def listed(self) -> GenuineKeyList | None:
        """What the list says that holds."""
        known = self._known()
        if not known.version:
            return None
        if self._read is None or self._read[0] != known.text:
            self._read = known.text, self._verify(known.text)
        return self._read[1]

    @property
    def issuers(self) -> tuple[CommandIssuer, ...]:
        """Who may command, for whom and with which keys. A list gives keys to those that the configuration names, and
        to nobody else: for whom somebody speaks is no matter of keys."""
        listed = self.listed
        if listed is None:
            return self._keys.issuers
        return tuple(
            CommandIssuer(
                name=each.name,
                authorities=each.authorities,
                command={kid: key for kid, key in listed.command.items() if listed.issuers[kid] == each.name},
                code_recipient=listed.code_recipients.get(each.name),
            )
            for each in self._keys.issuers
        )

    @property
    def code_recipient(self) -> X25519PublicKey | None:
        """To whom codes are sealed, of offices for which no other issuer speaks."""
        listed = self.listed
        return self._keys.code_recipient if listed is None else listed.code_recipient

    def code_key(self, authority: str) -> X25519PublicKey | None:
        """To whom codes of this authority are sealed; None: to nobody."""
        named_first = sorted(self.issuers, key=lambda each: each.authorities is None)
        own = (each.code_recipient for each in named_first if each.speaks_for(authority) and each.code_recipient)
        return next(own, None) if self.issuers else self.code_recipient

    def judge(self, text: str, *, who: str = "") -> TakeKeyList:
        """What to ask for a list that as many roots have signed as are asked for; raises ``SignatureError``."""
        genuine = self._verify(text)
        wanted = KeyList(genuine.claims.version, genuine.digest, tuple(sorted(genuine.command)), text)
        return TakeKeyList(wanted, expires_s=genuine.claims.expires_s, who=who)

    def is_foreign(self, known: KeyList) -> bool:
        """Whether the list from the database is not signed by the roots that the configuration names now."""
        if not known.version:
            return False
        try:
            self._verify(known.text)
        except SignatureError:
            return True
        return False

    def _verify(self, text: str) -> GenuineKeyList:
        if not self._keys.root:
            raise SignatureError(SignatureReason.UNKNOWN_KEY)
        genuine = key_list.verify(text, roots=self._keys.root, threshold=self._keys.root_threshold)
        site = base64url.encode(self._keys.site.public_key().public_bytes_raw())
        others = {key_id_hex(key) for key in (*self._keys.others.values(), *self._keys.verifiers.values())}
        if site in set(genuine.claims.keys()) or others & (genuine.command.keys() | genuine.badge.keys()):
            raise SignatureError(SignatureReason.MALFORMED)  # a key has one use
        return genuine

    def _command(self) -> Mapping[str, Ed25519PublicKey]:
        return {kid: key for each in self.issuers for kid, key in each.command.items()}

    def _badge(self) -> Mapping[str, Ed25519PublicKey]:
        listed = self.listed
        return self._keys.badge if listed is None else listed.badge


class _Live(Mapping[str, Ed25519PublicKey]):
    """A mapping that is looked up anew each time."""

    def __init__(self, now: Callable[[], Mapping[str, Ed25519PublicKey]]) -> None:
        self._now = now

    def __getitem__(self, kid: str) -> Ed25519PublicKey:
        return self._now()[kid]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())
