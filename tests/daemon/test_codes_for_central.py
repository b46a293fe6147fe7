"""Codes that central asks for: with a second secret where the class of the document says so."""

from types import SimpleNamespace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockerd.codes.issue import Issuer
from lockerd.daemon.central import issue_with
from lockerd.domain.model.document_classes import ClassPolicy, Precondition
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.state import DAY_MS, Now, Policy, State

POLICY = Policy(
    authorities=frozenset({"stadt", "kreis"}),
    classes={("stadt", "permit"): ClassPolicy(preconditions=((Precondition.SECOND_SECRET,),))},
)
ISSUER = Issuer("musterstadt-1", Ed25519PrivateKey.from_private_bytes(b"s" * 32), bytes(32), None)


def order(authority: str, document_class: str) -> Order:
    return Order(OrderId("o-1"), authority, Kind.COLLECTION, document_class, "case-1", 1, DAY_MS)


def has_one(known: Order | None, announced: Order | None, document_class: str = "") -> bool:
    state = State.empty()
    if known is not None:
        state = state._replace(orders=state.orders.insert(known.id, known))
    controller = SimpleNamespace(state=state, policy=POLICY, now=lambda: Now(0, 0, 1_900_000_000, None))
    issue = issue_with(controller, ISSUER, bytes)  # type: ignore[arg-type]
    return issue(OrderId("o-1"), announced, document_class=document_class).fresh.record.second is not None


def test_the_class_of_the_order_says_whether_there_is_one() -> None:
    for known, wanted in ((order("stadt", "permit"), True), (order("stadt", "letter"), False), (None, False)):
        assert has_one(known, None) is wanted
        assert has_one(None, known) is wanted


def test_what_is_announced_now_counts_and_the_row_of_another_office_does_not() -> None:
    assert has_one(None, order("stadt", "permit"))
    assert not has_one(None, order("kreis", "permit"))


def test_of_an_order_that_becomes_one_of_another_class_that_one_counts() -> None:
    assert has_one(order("stadt", "letter"), None, "permit")
    assert not has_one(order("stadt", "permit"), None, "letter")
    assert not has_one(order("kreis", "letter"), None, "permit")
    assert not has_one(None, None, "permit"), "an order that nobody knows is refused anyhow"
