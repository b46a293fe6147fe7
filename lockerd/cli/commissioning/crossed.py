"""Which plug to move where lock and sensor of one door hang on different channels (F26)."""

from collections.abc import Mapping

from lockerd.cli.commissioning.found import Channel


def crossed_in_words(
    lock: Channel,
    sensor: Channel,
    configured: Channel | None,
    *,
    others: Mapping[str, tuple[Channel, Channel]],
) -> str:
    """What is plugged wrongly; ``others`` are all such doors with the channels of their lock and sensor.

    The plug that is where the configuration expects the door is taken to be the right one.
    """
    partner = next((each for each, both in others.items() if both == (sensor, lock)), None)
    with_whom = "" if partner is None else f" with that of {partner}"
    if configured == sensor:
        return f"the plug of its lock is in {lock} and belongs into {sensor}: swap it{with_whom}, then walk it again"
    if configured == lock:
        return f"the plug of its sensor is in {sensor} and belongs into {lock}: swap it{with_whom}, then walk it again"
    return f"its lock is plugged into {lock}, its sensor into {sensor}: both belong on one channel; then walk it again"
