"""What the guest's tests ask lockerd and see of a wire, as far as it can be judged without starting a machine."""

import sys
from pathlib import Path

import httpx
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "hil/vm/guest"))

import chip
import station


class Busy(station.Admin):
    """Says this, one after the other, to who asks for an opening."""

    def __init__(self, *said: httpx.Response) -> None:
        super().__init__(Path("/nowhere"))
        self.said = list(said)

    def asked_to_open(self, compartment: str) -> httpx.Response:
        return self.said.pop(0)


def test_told_to_wait_it_asks_again() -> None:
    wait = httpx.Response(409, headers={"Retry-After": "0"}, text="wait")
    busy = Busy(wait, wait, httpx.Response(202))
    busy.open("A01")
    assert busy.said == []


def test_what_will_not_change_by_waiting_fails_with_its_words() -> None:
    with pytest.raises(AssertionError, match="not a compartment"):
        Busy(httpx.Response(404, text="not a compartment")).open("A09")


def test_a_machine_that_stood_still_is_not_a_coil_that_stayed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The probe gets a turn at these moments only; in between the line was high for half a second."""
    turns_s = [0.0, 0.1, 0.2, 0.9, 1.0]
    clock = iter([0.0, *(turn_s for turn_s in turns_s for _ in range(4))])
    wire = iter([0, 1, 1, 0, 0])
    monkeypatch.setattr(chip.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(chip, "level", lambda _line: next(wire))
    probe = chip.Probe(17)
    waits = iter([False] * len(turns_s) + [True])
    monkeypatch.setattr(probe._stop, "wait", lambda _s: next(waits))
    probe._watch()
    (pulse,) = probe.pulses
    assert pulse.lasted_s == pytest.approx(0.8)
    assert pulse.stalled_s == pytest.approx(0.7)
    assert pulse.shortest_s == pytest.approx(0.1)
