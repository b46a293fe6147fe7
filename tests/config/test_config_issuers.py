"""``[[issuer]]``: centrals with keys and authorities of their own, beside the one of ``[keys]`` or in its place."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from lockerd.codes.keys import public_pem
from lockerd.config import ConfigError, load
from lockerd.config.keys import load_keys

Write = Callable[..., Path]

COUNTY = """
[[issuer]]
id = "county"
authorities = ["kreis"]
command = ["keys/county.pub.pem"]
code_recipient = "keys/county-code.pub.pem"
"""
TOWN = """
[[issuer]]
id = "town"
authorities = ["stadt"]
command = ["keys/town.pub.pem"]
"""
COMMAND = 'command = ["keys/central-command.pub.pem"]\n'
CODE = 'code_recipient = "keys/central-code.pub.pem"\n'


@pytest.fixture(autouse=True)
def more_keys(keys: Path) -> None:
    for n, name in enumerate(("county", "town"), start=20):
        command, code = Ed25519PrivateKey.from_private_bytes(bytes([n] * 32)), X25519PrivateKey.generate()
        (keys / f"{name}.pub.pem").write_bytes(public_pem(command.public_key()))
        (keys / f"{name}-code.pub.pem").write_bytes(public_pem(code.public_key()))


def problems(path: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_keys(load(path))
    return [f"{each.key}: {each.reason}" for each in caught.value.problems]


def test_one_central_for_all_needs_no_issuer(write: Write) -> None:
    (central,) = load_keys(load(write())).issuers
    assert (central.name, central.authorities) == ("central", None)


def test_beside_an_issuer_central_speaks_for_the_rest(write: Write) -> None:
    central, county = load_keys(load(write(more=COUNTY))).issuers
    assert (central.name, central.authorities) == ("central", {"stadt"})
    assert (county.name, county.authorities) == ("county", {"kreis"})
    assert county.code_recipient is not None
    assert county.code_recipient != central.code_recipient
    assert not county.command.keys() & central.command.keys()


def test_issuers_may_stand_in_its_place(write: Write) -> None:
    path = write(COMMAND, "", more=TOWN + COUNTY)
    path.write_text(path.read_text().replace(CODE, ""))
    town, county = load_keys(load(path)).issuers
    assert (town.name, county.name) == ("town", "county")
    assert town.code_recipient is None, "its codes stay here, and go to nobody else"
    assert county.code_recipient is not None


@pytest.mark.parametrize(
    ("old", "new", "more", "why"),
    [
        ("", "", COUNTY.replace("county", "central", 1), "issuer[0].id: id central"),
        ("", "", COUNTY + COUNTY, "issuer[1].id: id county"),
        ("", "", COUNTY.replace("kreis", "land"), "issuer[0].authorities[0]: land is not in site.authorities"),
        ("", "", COUNTY.replace('"kreis"', '"kreis", "kreis"'), "issuer[0].authorities[1]: kreis"),
        ("", "", COUNTY + TOWN, "keys.command: every office is named by an [[issuer]]"),
        ("", "", COUNTY.replace('authorities = ["kreis"]\n', ""), "keys.command: every office is named"),
        (COMMAND, "", COUNTY, "issuer: nobody speaks for stadt"),
        (COMMAND, "", COUNTY + TOWN, "keys.code_recipient: is that of keys.command, which is empty"),
        ("", "", COUNTY.replace("county.pub", "central-command.pub"), "keys: key "),
        ("", "", COUNTY.replace("county.pub", "badge.pub"), "keys: key "),
        ("", "", COUNTY.replace('county.pub.pem"', 'county.pub.pem", "keys/county.pub.pem"'), "is named twice"),
        ("", "", COUNTY.replace("county-code", "missing"), "issuer[0].code_recipient"),
        ("", "", COUNTY.replace("command", "comand"), "issuer[0].comand"),
        ("", "", COUNTY.replace('command = ["keys/county.pub.pem"]', "command = []"), "issuer[0].command"),
        (
            "",
            "",
            COUNTY
            + COUNTY.replace('"county"', '"county-2"').replace("county.pub", "town.pub").replace("county-c", "town-c"),
            "issuer: several give a code_recipient for kreis",
        ),
    ],
)
def test_a_mistake_is_refused_with_its_place(write: Write, old: str, new: str, more: str, why: str) -> None:
    found = problems(write(old, new, more=more))
    assert any(why in each for each in found), found


def test_no_site_has_more_issuers_than_eight(write: Write) -> None:
    many = "".join(COUNTY.replace('"county"', f'"county-{n}"') for n in range(9))
    assert any("issuer" in each for each in problems(write(more=many)))


def test_a_second_secret_needs_a_key_of_whoever_speaks_for_its_office(write: Write) -> None:
    secret = '[[document_class]]\nname = "letter"\nauthority = "kreis"\npreconditions = [["second_secret"]]\n'
    assert load(write(more=COUNTY + secret)).takes_codes("kreis")
    sealed_to_nobody = COUNTY.replace('code_recipient = "keys/county-code.pub.pem"\n', "")
    found = problems(write(more=sealed_to_nobody + secret))
    assert any("a second secret reaches people through central" in each for each in found), found
