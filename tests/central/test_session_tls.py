"""TLS with client certificates and an ACL by their names: nobody reaches beyond its own site."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from broker import SITE_ACL, Authority, Identity, Mosquitto, running
from central_kit import SITE, TOPICS, announce_body, central, command, eventually, in_session, site
from cryptography import x509

from lockerd.central import pump, session
from lockerd.central.adapter import connect
from lockerd.central.link import Broker, LinkLostError, Post, PublishRefusedError, Tls

pytestmark = pytest.mark.broker

WILL = Post(TOPICS.state, "{}", retain=True)


@dataclass(frozen=True, slots=True)
class Guarded:
    """A broker behind TLS and the authority that names its clients."""

    mosquitto: Mosquitto
    authority: Authority
    acl: Path

    def tls(self, name: str) -> Tls:
        return tls_of(self.authority, self.authority.issue(name))

    def broker(self, name: str, client_id: str | None = None) -> Broker:
        return Broker("127.0.0.1", self.mosquitto.port, client_id or name, tls=self.tls(name))


def tls_of(authority: Authority, identity: Identity) -> Tls:
    return Tls(ca=authority.certificate, certificate=identity.certificate, key=identity.key)


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Guarded]:
    authority = Authority(tmp_path / "authority")
    with running(tmp_path / "broker", extra=authority.broker_settings()) as mosquitto:
        yield Guarded(mosquitto, authority, tmp_path / "authority" / "acl")


async def test_in_step_with_certificates_and_acl(guarded: Guarded, tmp_path: Path) -> None:
    async with (
        site(tmp_path / "site") as here,
        central(guarded.mosquitto.port, tls=guarded.tls("central")) as there,
        in_session(here.session(guarded.broker(SITE))) as running_session,
    ):
        reply = await there.ask(command("order.announce", announce_body()))
        assert reply["status"] == "accepted"
        await here.sent()
        await there.until(lambda: here.controller.head.number in there.numbers())
        await there.until(lambda: there.of("state") and there.of("reported"))
        assert running_session.progress.error is None
        shown = x509.load_pem_x509_certificate((tmp_path / "authority" / "broker.pem").read_bytes())
        assert running_session.progress.broker_end_s == int(shown.not_valid_after_utc.timestamp())
        guarded.mosquitto.stop()
        await eventually(lambda: not running_session.progress.connected)
        assert running_session.progress.broker_end_s is not None, "whoever looks while it is away may need just that"


async def test_a_publish_outside_the_own_topics_is_refused_and_noticed(guarded: Guarded) -> None:
    for topic in ("lockerd/v1/rathaus-2/event/door.opened", TOPICS.full("command/order.announce")):
        async with connect(guarded.broker(SITE), WILL) as link:
            await link.post(Post(TOPICS.full("event/door.opened"), "{}"))
            with pytest.raises(PublishRefusedError, match="Not authorized"):
                await link.post(Post(topic, "{}"))


async def test_a_client_of_another_site_gets_nothing_of_this_one(guarded: Guarded, tmp_path: Path) -> None:
    async with (
        connect(guarded.broker("rathaus-2"), WILL) as spy,
        site(tmp_path / "site") as here,
        central(guarded.mosquitto.port, tls=guarded.tls("central")) as there,
        in_session(here.session(guarded.broker(SITE))),
    ):
        for pattern in ("#", "lockerd/v1/#", f"{TOPICS.source}/#", TOPICS.commands, "lockerd/v1/+/command/+"):
            await spy.subscribe(pattern)
        await there.ask(command("order.announce", announce_body()))
        await here.sent()
        await there.publish("lockerd/v1/rathaus-2/command/last", "for the spy")
        message = await anext(aiter(spy.messages()))
        assert message.payload == b"for the spy"


async def test_refused_events_wait_and_go_out_when_the_acl_is_mended(
    guarded: Guarded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pump, "REFUSED_PAUSE_S", 0.1)
    monkeypatch.setattr(session, "BACK_OFF_LONGEST_S", 0.1)
    guarded.acl.write_text(SITE_ACL.replace("pattern write lockerd/v1/%u/event/#", ""))
    guarded.mosquitto.stop()
    guarded.mosquitto.start()
    async with (
        site(tmp_path / "site") as here,
        central(guarded.mosquitto.port, tls=guarded.tls("central"), keep=True) as there,
        in_session(here.session(guarded.broker(SITE))) as running_session,
    ):
        await eventually(lambda: running_session.progress.error is not None)
        assert "refuses lockerd/v1/rathaus-1/event/" in str(running_session.progress.error)
        await there.publish(TOPICS.full("command/state.request"), "commands are still taken")
        await eventually(lambda: running_session.progress.dropped == {"malformed": 1})
        assert await here.unsent() == here.controller.head.number
        assert not there.numbers()
    guarded.acl.write_text(SITE_ACL)
    guarded.mosquitto.stop()
    guarded.mosquitto.start()
    async with (
        site(tmp_path / "site") as here,
        central(guarded.mosquitto.port, tls=guarded.tls("central")) as there,
        in_session(here.session(guarded.broker(SITE))),
    ):
        await there.until(lambda: here.controller.head.number in there.numbers())
        assert there.numbers() == list(range(1, here.controller.head.number + 1))


async def test_a_client_without_a_good_certificate_is_told_so_and_soon(guarded: Guarded, tmp_path: Path) -> None:
    stranger = Authority(tmp_path / "stranger")
    foreign = stranger.issue(SITE)
    tls = Tls(ca=guarded.authority.certificate, certificate=foreign.certificate, key=foreign.key)
    with pytest.raises(LinkLostError, match="closed the connection before accepting it"):
        async with connect(Broker("127.0.0.1", guarded.mosquitto.port, SITE, tls=tls), WILL):
            pass


async def test_a_broker_whose_certificate_is_foreign_is_not_talked_to(guarded: Guarded, tmp_path: Path) -> None:
    stranger = Authority(tmp_path / "stranger")
    own = guarded.authority.issue(SITE)
    tls = Tls(ca=stranger.certificate, certificate=own.certificate, key=own.key)
    with pytest.raises(LinkLostError, match="certificate verify failed"):
        async with connect(Broker("127.0.0.1", guarded.mosquitto.port, SITE, tls=tls), WILL):
            pass


async def test_missing_tls_files_are_named(guarded: Guarded, tmp_path: Path) -> None:
    own = guarded.authority.issue(SITE)
    tls = Tls(ca=guarded.authority.certificate, certificate=own.certificate, key=tmp_path / "gone.key")
    with pytest.raises(LinkLostError, match="TLS files"):
        async with connect(Broker("127.0.0.1", guarded.mosquitto.port, SITE, tls=tls), WILL):
            pass
