"""Which keys hold: the configuration's before the first list, then the list's, and no list of other roots."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from key_rings import LISTED_BADGE, ROOTS, SITE_KEY, by_id, listed, raw, ring_of

from lockerd.codes.jws import SignatureError
from lockerd.config.issuers import CommandIssuer
from lockerd.domain.model.key_list import KeyList

FIRST, NEXT, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3))
CODE = X25519PrivateKey.from_private_bytes(bytes([4]) * 32)


def test_a_list_takes_the_place_of_all_keys_at_once_without_a_restart() -> None:
    known = [KeyList()]
    ring = ring_of(lambda: known[0], command=[FIRST], badge=[OTHER], code_recipient=CODE.public_key())
    command, badge = ring.command, ring.badge
    assert (dict(command), dict(badge)) == (dict(by_id([FIRST])), dict(by_id([OTHER])))
    assert ring.code_recipient == CODE.public_key()
    known[0] = ring.judge(listed(1, NEXT)).wanted
    assert (dict(command), dict(badge)) == (dict(by_id([NEXT])), dict(by_id([LISTED_BADGE])))
    assert ring.code_recipient is None, "and what the list does not name is not there"
    known[0] = ring.judge(listed(2, FIRST, NEXT, code_recipient=raw(CODE))).wanted
    assert len(command) == 2
    assert ring.code_recipient == CODE.public_key()


def test_without_a_root_no_list_counts() -> None:
    with pytest.raises(SignatureError):
        ring_of(KeyList, roots=[], threshold=1).judge(listed(1, NEXT))


def test_a_list_that_names_the_sites_own_key_is_none() -> None:
    for claims in (listed(1, SITE_KEY), listed(1, NEXT, badge=[raw(SITE_KEY)])):
        with pytest.raises(SignatureError):
            ring_of(KeyList).judge(claims)


def test_a_list_of_other_roots_is_foreign() -> None:
    known = ring_of(KeyList).judge(listed(1, NEXT)).wanted
    assert not ring_of(KeyList).is_foreign(KeyList())
    assert not ring_of(KeyList).is_foreign(known)
    for roots, threshold in (([], 1), (ROOTS[1:], 1), ((OTHER,), 1), (ROOTS, 3)):
        assert ring_of(KeyList, roots=roots, threshold=threshold).is_foreign(known)


COUNTY_CODE, TOWN_CODE = (X25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (5, 6))
TWO = (
    CommandIssuer("central", frozenset({"stadt"}), by_id([FIRST]), TOWN_CODE.public_key()),
    CommandIssuer("county", frozenset({"kreis"}), by_id([OTHER]), COUNTY_CODE.public_key()),
)


def test_codes_of_an_office_are_sealed_to_who_speaks_for_it_and_to_nobody_else() -> None:
    ring = ring_of(KeyList, issuers=TWO, code_recipient=TOWN_CODE.public_key())
    assert ring.code_key("stadt") == TOWN_CODE.public_key()
    assert ring.code_key("kreis") == COUNTY_CODE.public_key()
    assert ring.code_key("land") is None


def test_a_list_gives_other_keys_and_no_other_authorities() -> None:
    known = [KeyList()]
    ring = ring_of(lambda: known[0], issuers=TWO)
    roles = [
        {"issuer": "central", "keys": [raw(NEXT)]},
        {"issuer": "county", "keys": [raw(OTHER)], "code_recipient": raw(COUNTY_CODE)},
        {"issuer": "stranger", "keys": [raw(FIRST)]},
    ]
    known[0] = ring.judge(listed(1, command=roles, code_recipient=raw(CODE))).wanted
    central, county = ring.issuers
    assert (central.name, central.authorities, dict(central.command)) == ("central", {"stadt"}, dict(by_id([NEXT])))
    assert (county.authorities, dict(county.command)) == ({"kreis"}, dict(by_id([OTHER])))
    assert len(ring.command) == 2, "whom the configuration does not name commands nothing"
    assert (ring.code_key("stadt"), ring.code_key("kreis")) == (CODE.public_key(), COUNTY_CODE.public_key())
    known[0] = ring.judge(listed(2, command=roles[:1], code_recipient=raw(CODE))).wanted
    assert ring.code_key("kreis") is None, "never to the other office's central"
    assert not ring.issuers[1].command
