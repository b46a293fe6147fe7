"""What a person presents: a code or a badge, judged as far as that needs no decision."""

import hmac
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, assert_never

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lockerd.api.http.problems import ProblemError, RefusalError
from lockerd.api.terminal.bodies import CodeRequest, ScannedCode, TypedCode
from lockerd.codes import badge, second_secret, statement, token, typed
from lockerd.codes.badge import Validity
from lockerd.codes.framing import Garbling, unframe
from lockerd.codes.jws import SignatureError
from lockerd.codes.keys import key_id
from lockerd.codes.token import TokenError, TokenReason
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.derived import running_visit, worth
from lockerd.domain.model.events import Refused, StartCollection
from lockerd.domain.model.grants import DEAD, NO_CODE, Grant
from lockerd.domain.model.ids import GrantId, VisitId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import Staff
from lockerd.domain.model.state import Now, State

PICKUP_DIGITS: Final = 4
PICKUP_LONGEST: Final = 16
_NO_HASH: Final = bytes(32)


@dataclass(frozen=True, slots=True)
class Verifier:
    """The keys and secrets that tell genuine codes and badges from others."""

    site_id: str
    token_keys: Mapping[bytes, Ed25519PublicKey]
    """By 4-byte key id: who may sign codes for this site."""
    badge_keys: Mapping[str, Ed25519PublicKey]
    """By hex key id: who may sign badges."""
    code_hash_key: bytes = field(repr=False)
    verifier_keys: Mapping[str, Ed25519PublicKey] = field(default_factory=dict)
    """By id: whose signed statements are looked at."""
    other_sites: Mapping[str, Ed25519PublicKey] = field(default_factory=dict)
    """By site id: whose codes people may hold here by mistake."""
    garbled: Counter[Garbling] = field(default_factory=Counter)
    """How often a reader delivered something else than a code, since the start."""

    def shown(self, visit: VisitId, body: CodeRequest, state: State) -> StartCollection:
        """The event for a code; raises ``ProblemError`` (code_malformed, code_slip, and the same of the second secret)
        where it cannot have been one."""
        match body:
            case ScannedCode():
                event = self._scanned(visit, body.code, state)
            case TypedCode():
                event = self._typed(visit, body.typed_code, body.pickup_number, state)
            case never:
                assert_never(never)
        event = replace(event, said=body.needs.said())
        if body.statement is not None:
            signed = statement.read(body.statement, site_id=self.site_id, keys=self.verifier_keys)
            event = replace(event, statement=signed)
        if body.second_secret is None:
            return event
        return replace(event, second_secret=self._second_fits(body.second_secret, event.grant, state))

    def _second_fits(self, text: str, name: GrantId | None, state: State) -> bool:
        try:
            digits = second_secret.check(text)
        except typed.MalformedError:
            raise ProblemError("second_secret_malformed") from None
        except typed.SlipError:
            raise ProblemError("second_secret_slip") from None
        grant = None if name is None else state.grants.get(name)
        return second_secret.fits(digits, None if grant is None else grant.code.second, key=self.code_hash_key)

    def staff(self, text: str, now: Now) -> Staff:
        """Who a badge stands for; raises ``RefusalError`` (badge_not_valid).

        Where the time is not known well enough, a badge that is certainly outside its validity is refused.
        """
        try:
            claims = badge.verify(text, keys=self.badge_keys)
        except SignatureError:
            raise RefusalError(Refused(Refusal.BADGE_NOT_VALID)) from None
        validity = badge.validity(claims, lo_s=now.lo_s, hi_s=math.inf if now.hi_s is None else now.hi_s)
        if validity in {Validity.EXPIRED, Validity.NOT_YET} or claims.site != self.site_id:
            raise RefusalError(Refused(Refusal.BADGE_NOT_VALID))
        return Staff(badge=claims.badge, authority=claims.authority, roles=frozenset(claims.roles))

    def _scanned(self, visit: VisitId, scan: str, state: State) -> StartCollection:
        unframed = unframe(scan)
        self.garbled.update(unframed.garbling)
        if typed.looks_typed(unframed.text):
            return self._typed(visit, unframed.text, None, state)  # the digits, printed as a bar code
        try:
            claims = token.verify(unframed.text, site_id=self.site_id, keys=self.token_keys)
        except TokenError as error:
            match error.reason:
                case TokenReason.MALFORMED:
                    self.garbled.update([Garbling.UNREADABLE])
                    raise ProblemError("code_malformed") from None
                case TokenReason.WRONG_SITE:
                    return StartCollection(visit=visit, form=CodeForm.QR, grant=None, wrong_site="")
                case _:
                    elsewhere = self._other_site(unframed.text)
                    return StartCollection(visit=visit, form=CodeForm.QR, grant=None, wrong_site=elsewhere)
        return StartCollection(visit=visit, form=CodeForm.QR, grant=GrantId(claims.grant.hex()), exp_s=claims.exp_s)

    def _other_site(self, text: str) -> str | None:
        """The site that issued a code, if its key is known here and verifies it (F49)."""
        for site, key in self.other_sites.items():
            try:
                token.verify(text, site_id=site, keys={key_id(key): key})
            except TokenError:
                continue
            return site
        return None

    def _typed(self, visit: VisitId, text: str, pickup_number: str | None, state: State) -> StartCollection:
        try:
            code = typed.check(unframe(text).text)
        except typed.MalformedError:
            raise ProblemError("code_malformed") from None
        except typed.SlipError:
            raise ProblemError("code_slip") from None
        grants = [g for g in state.grants.values() if g.code != NO_CODE and _says_something(state, g)]
        if pickup_number is None:
            return StartCollection(visit=visit, form=CodeForm.TYPED, grant=self._find(code, grants, None))
        number = typed.normalise(unframe(pickup_number).text[:PICKUP_LONGEST])
        if len(number) != PICKUP_DIGITS or not number.isascii() or not number.isdigit():
            raise ProblemError("code_malformed")
        found = self._find(code, grants, number)
        return StartCollection(visit=visit, form=CodeForm.TYPED, grant=found, number=number)

    def _find(self, code: str, grants: list[Grant], number: str | None) -> GrantId | None:
        """Search all grants alike; with a pick-up number those of other numbers cannot fit, and cost the same time."""
        records = (
            (
                g.id,
                g.code.salt,
                g.code.keyed_hash if number is None or _same(g.code.pickup_number, number) else _NO_HASH,
            )
            for g in grants
        )
        return typed.find(code, records, key=self.code_hash_key)


def _says_something(state: State, grant: Grant) -> bool:
    """Whether a code can open anything, now or later, or its person stands at the door that it opened."""
    return worth(state, grant) not in DEAD or running_visit(state, grant.id) is not None


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())
