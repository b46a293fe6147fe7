"""The session with central, put together from the configuration."""

from collections.abc import Callable
from dataclasses import replace

from lockerd.central.announcer import Announcer
from lockerd.central.commands import Commands
from lockerd.central.link import Broker, Connect, Tls
from lockerd.central.replies import Replier
from lockerd.central.session import Session
from lockerd.central.snapshot import Identity
from lockerd.central.topics import Topics
from lockerd.central.wishes import Issue, IssuedCode
from lockerd.codes.issue import Issuer, outer_bound_s
from lockerd.codes.keys import key_id_hex
from lockerd.config import Config, Keys
from lockerd.controller import Controller, KeyRing, RefusalBucket
from lockerd.controller.public import PublicFeed
from lockerd.domain.model.derived import asks_of, numbers_in_use
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.orders import Order
from lockerd.store import Store


def issue_with(controller: Controller, issuer: Issuer, random: Callable[[int], bytes]) -> Issue:
    """What makes codes for orders that central announces, or wants a new code for."""

    def issue(order: OrderId, announced: Order | None = None, *, document_class: str = "") -> IssuedCode:
        state, bound_s = controller.state, outer_bound_s(controller.now())
        known = announced or state.orders.get(order)
        if known is not None and document_class:
            known = replace(known, document_class=document_class)
        asks = asks_of(controller.policy, known)
        whose = "" if known is None else known.authority
        return issuer.issue(order, bound_s, random, taken=numbers_in_use(state), asks=asks, authority=whose)

    return issue


def session_of(
    config: Config,
    keys: Keys,
    ring: KeyRing,
    *,
    controller: Controller,
    store: Store,
    public: PublicFeed,
    issuer: Issuer,
    boot: str,
    jitter: Callable[[], float],
    random: Callable[[int], bytes],
    connect: Connect,
    monotonic_ms: Callable[[], int],
) -> Session:
    """The session of a site that has a central."""
    assert config.central is not None
    topics = Topics(config.site.id)
    tls = config.central.tls
    return Session(
        broker=Broker(
            host=config.central.host,
            port=config.central.port,
            client_id=config.site.id,
            tls=None if tls is None else Tls(ca=tls.ca, certificate=tls.certificate, key=tls.key),
            keepalive_s=config.central.keepalive_s,
        ),
        controller=controller,
        store=store,
        commands=Commands(
            controller=controller,
            store=store,
            keys=ring,
            replier=Replier(topics=topics, key=keys.site, kid=key_id_hex(keys.site.public_key())),
            issue=issue_with(controller, issuer, random),
            refusals=RefusalBucket(monotonic_ms),
        ),
        topics=topics,
        identity=Identity(boot=boot, config=config.sha256),
        announcer=Announcer(public, topics, config.site.name),
        random=jitter,
        connect=connect,
    )
