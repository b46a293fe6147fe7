"""Rules 1 and 4 whatever is asked in whatever order: no line on longer than its pulse, never two of a power group."""

import asyncio
from itertools import pairwise

from gpio_bench import Bench, Door
from hypothesis import given, settings
from hypothesis import strategies as st
from virtual_loop import virtual_loop, virtual_time

from lockerd.bus.arbiter import PowerArbiter
from lockerd.domain.model.reports import Fired, Withdraw

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("submit"), st.integers(0, 1), st.integers(1, 3), st.sampled_from([5_000, 900, 50, 0])),
        st.tuples(st.just("submit"), st.integers(0, 1), st.integers(1, 3), st.just(5_000)),
        st.tuples(st.just("withdraw"), st.integers(0, 1), st.integers(0, 8)),
        st.tuples(st.just("door"), st.integers(0, 1), st.integers(1, 3), st.booleans()),
        st.tuples(st.just("chip"), st.integers(0, 1), st.booleans()),
        st.tuples(st.just("wait"), st.sampled_from([1, 9, 31, 100, 499, 500, 501, 700, 2_000])),
    ),
    min_size=10,
    max_size=25,
)


@settings(max_examples=40)
@given(steps=STEPS, pulse_ms=st.sampled_from([1_000, 500, 30, 1]))
def test_rule_04_no_order_of_requests_breaks_it(steps: list[tuple[object, ...]], pulse_ms: int) -> None:
    run_steps(steps, pulse_ms)


@virtual_time
async def run_steps(steps: list[tuple[object, ...]], pulse_ms: int) -> None:
    power = PowerArbiter(monotonic_ms=virtual_loop().monotonic_ms)
    benches = [
        Bench([Door(1, 17, 22), Door(2, 27, 23), Door(3, 10, None)], name=name, pulse_ms=pulse_ms, power=power)
        for name in ("left", "right")
    ]
    asked: list[list[int]] = [[], []]
    async with benches[0].running(), benches[1].running():
        await benches[0].settled()
        for step in steps:
            match step:
                case "submit", which, channel, within_ms:
                    asked[which].append(benches[which].submit(channel, within_ms=within_ms))
                case "withdraw", which, number:
                    for attempt in asked[which][number : number + 1]:
                        benches[which].owner.withdraw(Withdraw(attempt))
                case "door", which, channel, shut:
                    benches[which].cabinet.set_door(channel, shut=shut)
                case "chip", which, gone:
                    benches[which].cabinet.gone = gone
                case "wait", for_ms:
                    await asyncio.sleep(for_ms / 1000)
        await asyncio.sleep(6)
    pulses = sorted((pulse for bench in benches for pulse in bench.cabinet.pulses()), key=lambda pulse: pulse[1])
    assert all(off_ms - on_ms <= pulse_ms for _, on_ms, off_ms in pulses)
    assert all(later[1] >= earlier[2] for earlier, later in pairwise(pulses)), "two coils at once"
    fired = 0
    for bench, attempts in zip(benches, asked, strict=True):
        for attempt in attempts:
            (answer,) = bench.answers(attempt)
            fired += isinstance(answer, Fired)
    assert fired == len(pulses)
