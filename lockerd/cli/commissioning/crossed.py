"""Which plug to move where lock and sensor of one door hang on different channels (F26)."""

from collections.abc import Mapping

from lockerd.cli.commissioning.found import Channel
from lockerd.said import Said


def crossed_in_words(
    lock: Channel,
    sensor: Channel,
    configured: Channel | None,
    *,
    others: Mapping[str, tuple[Channel, Channel]],
) -> Said:
    """What is plugged wrongly; ``others`` are all such doors with the channels of their lock and sensor.

    The plug that is where the configuration expects the door is taken to be the right one.
    """
    partner = next((each for each, both in others.items() if both == (sensor, lock)), None)
    swap = Said("swap it") if partner is None else Said("swap it with that of {partner}", partner=partner)
    if configured == sensor:
        return Said(
            "the plug of its lock is in {lock} and belongs into {sensor}: {swap}, then walk it again",
            lock=lock,
            sensor=sensor,
            swap=swap,
        )
    if configured == lock:
        return Said(
            "the plug of its sensor is in {sensor} and belongs into {lock}: {swap}, then walk it again",
            lock=lock,
            sensor=sensor,
            swap=swap,
        )
    return Said(
        "its lock is plugged into {lock}, its sensor into {sensor}: both belong on one channel; then walk it again",
        lock=lock,
        sensor=sensor,
    )
