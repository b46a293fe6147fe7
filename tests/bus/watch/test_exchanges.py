"""Raw bytes of a bus, put together: questions, answers, and what comes besides."""

import pytest
from board_setups import board_setup
from hypothesis import given
from hypothesis import strategies as st

from lockerd.boards import CODECS, codec_of
from lockerd.boards.options import Options
from lockerd.bus.arbiter import Pulse
from lockerd.bus.line.wire import Direction
from lockerd.bus.setup import BusSetup
from lockerd.bus.watch.exchanges import Exchange, Exchanges, Kind
from lockerd.bus.watch.watcher import Chunk
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import DoorSensor

SENT, HEARD = Direction.SENT, Direction.HEARD
ASK, ALL_SHUT = "80 01 00 33 B2", "80 01 FF FF FF 33 4D"
UNLOCK, OPENED = "8A 01 01 11 9B", "8A 01 01 00 8A"


def setup(family: str = "bcc", *, echo: bool = False, model: str | None = None) -> BusSetup:
    codec = codec_of(family, Options(model=model))
    boards = tuple(
        board_setup(
            codec=codec,
            address=address,
            compartments={1: CompartmentId(f"A{address}")},
            feedback=DoorSensor.CONTACT,
            pulse=Pulse(300),
        )
        for address in (1, 2)
    )
    return BusSetup(bus="left", speed_baud=9600, boards=boards, echo=echo)


def chunk(at_s: float, direction: Direction, text: str) -> Chunk:
    return Chunk(at_s, direction, bytes.fromhex(text))


def told(exchanges: Exchanges, *chunks: Chunk) -> list[Exchange]:
    return [*exchanges.feed(chunks), *exchanges.idle(chunks[-1].at_s + 60)]


def kinds(exchange: Exchange) -> list[tuple[Kind, str]]:
    return [(frame.kind, frame.data.hex(" ").upper()) for frame in exchange.frames]


def test_a_question_and_its_answer() -> None:
    (exchange,) = told(Exchanges(setup()), chunk(1, SENT, ASK), chunk(1.06, HEARD, ALL_SHUT))
    assert kinds(exchange) == [(Kind.REQUEST, ASK), (Kind.REPLY, ALL_SHUT)]
    assert exchange.answered
    assert exchange.reply_ms == pytest.approx(60)
    assert not exchange.unlock
    request, reply = exchange.frames
    assert request.meaning[0]["kind"] == "status"
    assert reply.meaning[0]["channels"]["1"] == {"bit": 1, "door": "closed"}


def test_an_exchange_is_over_with_the_next_question_or_when_nothing_comes() -> None:
    exchanges = Exchanges(setup())
    assert list(exchanges.feed([chunk(1, SENT, ASK), chunk(1.06, HEARD, ALL_SHUT)])) == []
    assert list(exchanges.idle(1.5)) == []
    (first,) = exchanges.feed([chunk(1.1, SENT, ASK)])
    assert first.answered
    (second,) = exchanges.idle(1.7)
    assert second.answered is False
    assert list(exchanges.idle(9)) == []


def test_an_unlock_waits_for_the_end_of_its_pulse() -> None:
    exchanges = Exchanges(setup())
    assert list(exchanges.feed([chunk(1, SENT, UNLOCK)])) == []
    assert list(exchanges.idle(3)) == []
    (exchange,) = told(exchanges, chunk(4, HEARD, OPENED))
    assert exchange.unlock
    assert exchange.answered
    assert [frame.meaning[0]["kind"] for frame in exchange.frames] == ["unlock", "unlock"]


def test_where_no_board_answers_an_unlock_none_is_missed() -> None:
    (exchange,) = told(Exchanges(setup("cu48")), chunk(1, SENT, "02 01 00 51 03 57"))
    assert exchange.unlock
    assert exchange.answered is None


def test_pieces_are_put_together_and_lumps_taken_apart() -> None:
    frame = bytes.fromhex(ALL_SHUT)
    (exchange,) = told(
        Exchanges(setup()),
        chunk(1, SENT, ASK),
        Chunk(1.05, HEARD, frame[:3]),
        Chunk(1.06, HEARD, frame[3:] + bytes.fromhex("80 02 00 00 00 33 B1")),
    )
    assert kinds(exchange)[1:] == [(Kind.REPLY, ALL_SHUT), (Kind.UNASKED, "80 02 00 00 00 33 B1")]
    assert exchange.reply_ms == pytest.approx(60)


def test_f38_an_echo_is_removed_by_count_where_it_is_set_up() -> None:
    (exchange,) = told(Exchanges(setup(echo=True)), chunk(1, SENT, UNLOCK), chunk(1.4, HEARD, f"{UNLOCK} {UNLOCK}"))
    assert kinds(exchange) == [(Kind.REQUEST, UNLOCK), (Kind.ECHO, UNLOCK), (Kind.REPLY, UNLOCK)]


def test_f34_garbage_is_shown_as_it_came() -> None:
    (exchange,) = told(
        Exchanges(setup()),
        chunk(1, SENT, ASK),
        chunk(1.1, HEARD, f"FA FD 99 99 {ALL_SHUT} 00"),
        chunk(1.2, HEARD, "55"),
    )
    assert kinds(exchange)[1:] == [(Kind.GARBAGE, "FA FD 99 99"), (Kind.REPLY, ALL_SHUT), (Kind.GARBAGE, "00 55")]
    assert exchange.frames[1].meaning == []


def test_f37_f39_answers_of_others_and_second_answers_are_unasked() -> None:
    (exchange,) = told(
        Exchanges(setup()), chunk(1, SENT, ASK), chunk(1.1, HEARD, f"80 02 00 00 00 33 B1 {ALL_SHUT} {ALL_SHUT}")
    )
    assert [kind for kind, _ in kinds(exchange)] == [Kind.REQUEST, Kind.UNASKED, Kind.REPLY, Kind.UNASKED]


def test_f42_what_somebody_else_asks_is_read_too() -> None:
    exchanges = Exchanges(setup("cu48"))
    list(exchanges.idle(0))
    (exchange,) = [*exchanges.feed([chunk(1, HEARD, "02 01 00 51 03 57")]), *exchanges.idle(9)]
    (frame,) = exchange.frames
    assert frame.kind is Kind.UNASKED
    assert frame.meaning[0]["side"] == "request"
    assert frame.meaning[0]["kind"] == "unlock"
    assert exchange.answered is None


def test_who_joins_in_the_middle_is_not_told_half_an_exchange() -> None:
    (exchange,) = told(
        Exchanges(setup()), chunk(1, HEARD, ALL_SHUT), chunk(1.1, SENT, ASK), chunk(1.2, HEARD, ALL_SHUT)
    )
    assert [kind for kind, _ in kinds(exchange)] == [Kind.REQUEST, Kind.REPLY]


def test_after_a_loss_it_begins_anew() -> None:
    exchanges = Exchanges(setup())
    list(exchanges.feed([chunk(1, SENT, ASK)]))
    exchanges.forget()
    (exchange,) = told(exchanges, chunk(1.2, HEARD, ALL_SHUT), chunk(1.3, SENT, ASK))
    assert kinds(exchange) == [(Kind.REQUEST, ASK)]


def test_equal_exchanges_have_one_signature() -> None:
    exchanges = Exchanges(setup())
    asked = [chunk(1, SENT, ASK), chunk(1.06, HEARD, ALL_SHUT)]
    same, other = asked, [chunk(3, SENT, ASK), chunk(3.06, HEARD, "80 01 FF FF FE 33 4C")]
    first, second, third = (
        *exchanges.feed([*asked, *same]),
        *exchanges.feed(other),
        *exchanges.idle(9),
    )
    assert first.signature == second.signature != third.signature


@given(st.data(), st.sampled_from(sorted(CODECS)))
def test_no_byte_is_lost_or_invented_whatever_comes(data: st.DataObject, family: str) -> None:
    heard = data.draw(
        st.lists(st.tuples(st.sampled_from(list(Direction)), st.binary(min_size=1, max_size=30)), min_size=1)
    )
    chunks = [Chunk(n / 100, direction, each) for n, (direction, each) in enumerate([(SENT, b"\x00"), *heard])]
    seen = [frame for exchange in told(Exchanges(setup(family)), *chunks) for frame in exchange.frames]
    assert b"".join(frame.data for frame in seen) == b"".join(each.data for each in chunks)
