"""Our tokens against python-cwt, which was written by others from the same RFCs."""

import base45
import cbor2
import cwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cwt import COSE, COSEKey
from cwt.cose_key_interface import COSEKeyInterface

from lockerd.codes.keys import key_id
from lockerd.codes.token import PREFIX, Claims, sign, site_tag, verify

GRANT = bytes(range(16))
EXP_S = 4_000_000_000


def cose_key(key: Ed25519PrivateKey, *, private: bool) -> COSEKeyInterface:
    # built by hand: from_pem gives alg -8 and would then accept both
    parameters = {1: 1, 2: key_id(key.public_key()), 3: -19, -1: 6, -2: key.public_key().public_bytes_raw()}
    return COSEKey.new(parameters | ({-4: key.private_bytes_raw()} if private else {}))


def test_our_token_decodes_there(signer: Ed25519PrivateKey, site: str) -> None:
    text = sign(GRANT, site_id=site, exp_s=EXP_S, key=signer)
    raw = base45.b45decode(text.removeprefix(PREFIX))
    public = cose_key(signer, private=False)
    assert cbor2.loads(COSE.new(verify_kid=True).decode(raw, [public])) == {3: site_tag(site), 4: EXP_S, 7: GRANT}
    assert cwt.decode(raw, [public])[7] == GRANT


def test_their_token_is_ours_byte_for_byte(signer: Ed25519PrivateKey, site: str) -> None:
    raw = COSE.new().encode(
        cbor2.dumps({3: site_tag(site), 4: EXP_S, 7: GRANT}),
        cose_key(signer, private=True),
        protected={1: -19, 4: key_id(signer.public_key())},
        unprotected={},
    )
    text = PREFIX + base45.b45encode(raw).decode()
    assert text == sign(GRANT, site_id=site, exp_s=EXP_S, key=signer)
    keys = {key_id(signer.public_key()): signer.public_key()}
    assert verify(text, site_id=site, keys=keys) == Claims(grant=GRANT, exp_s=EXP_S)
