"""The faults of locks, doors and sensors by name, each with the sentence on what should happen then."""

from lockersim.faults import wearing
from lockersim.faults.fault import Fault, Where

DOOR_FAULTS = (
    Fault(
        "jam",
        Where.COMPARTMENT,
        "The lock lets go but the door stays shut: three pulses at most, the code stays good, staff are called.",
        wearing.jam,
    ),
    Fault(
        "wedged",
        Where.COMPARTMENT,
        "Something keeps the latch from catching: with a switch in the lock the compartment never counts as shut.",
        wearing.wedge,
    ),
    Fault(
        "springs_open",
        Where.COMPARTMENT,
        "The door does not catch and springs open again: no burglary, the person is asked to shut it.",
        wearing.springs_open,
        1,
        "times",
    ),
    Fault(
        "dead_coil",
        Where.COMPARTMENT,
        "The coil does not pull: nothing is said to have opened, the code stays good, staff are called.",
        wearing.dead_coil,
    ),
    Fault(
        "forced_door",
        Where.COMPARTMENT,
        "The door is broken open: an alarm goes out at once and the compartment is quarantined.",
        wearing.force,
    ),
    Fault(
        "stuck_open",
        Where.COMPARTMENT,
        "The feedback always says open: the compartment is not fired and is taken out of service.",
        wearing.stuck_open,
    ),
    Fault(
        "stuck_closed",
        Where.COMPARTMENT,
        "The feedback always says closed: openings are not observed, and nothing is claimed.",
        wearing.stuck_closed,
    ),
    Fault(
        "magnet",
        Where.COMPARTMENT,
        "A magnet holds the door's contact closed: what was taken all the same calls staff, the sensor is named.",
        wearing.magnet,
    ),
    Fault(
        "flapping_contact",
        Where.COMPARTMENT,
        "The door's contact never rests: it is told once, believed no more, and fills no log.",
        wearing.flapping_contact,
        250,
        "ms",
    ),
    Fault(
        "dirty_item_sensor",
        Where.COMPARTMENT,
        "The item sensor always sees something: an empty compartment is looked into before it is used again.",
        wearing.dirty_item_sensor,
    ),
    Fault(
        "blind_item_sensor",
        Where.COMPARTMENT,
        "The item sensor never sees anything: staff are asked, may insist, and nothing is proven empty by it.",
        wearing.blind_item_sensor,
    ),
    Fault(
        "wrong_door",
        Where.PAIR,
        "Two locks are plugged into each other's place: the wrong door opens, both compartments are quarantined.",
        wearing.swap_coils,
    ),
    Fault(
        "two_doors",
        Where.PAIR,
        "The second lock hangs on the first one's channel as well: both doors open, everything stops.",
        wearing.two_doors,
    ),
)
