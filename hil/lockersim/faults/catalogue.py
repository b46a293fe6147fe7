"""The faults by name, each with the sentence on what should happen then."""

from lockersim.faults import breaking, disturbing
from lockersim.faults.doorfaults import DOOR_FAULTS
from lockersim.faults.fault import Fault, Where

__all__ = ["FAULTS", "Fault", "Where"]

LINE_FAULTS = (
    Fault(
        "lying_reply",
        Where.COMPARTMENT,
        "Status replies say the opposite of the door, checksum included: one alone is not believed.",
        disturbing.lying_reply,
        1,
        "replies",
    ),
    Fault(
        "second_master",
        Where.COMPARTMENT,
        "Somebody else on the line fires the lock: an alarm goes out within a second and nothing more is opened.",
        disturbing.second_master,
    ),
    Fault(
        "dead_board",
        Where.BOARD,
        "The board has no supply: its compartments become unknown, all others go on, it is asked ever more rarely.",
        breaking.dead_board,
    ),
    Fault(
        "reboot",
        Where.BOARD,
        "The board restarts: a stray byte, a moment of silence, then everything is read afresh.",
        breaking.reboot,
        1000,
        "ms",
    ),
    Fault(
        "blank_restart",
        Where.BOARD,
        "The board restarts and says 0 of every switch before it has read them: doors are unknown, none was opened.",
        breaking.blank_restart,
        600,
        "ms",
    ),
    Fault(
        "lost_reply",
        Where.BOARD,
        "The next status replies are lost: reads are repeated, an unlock is never sent again blindly.",
        breaking.lost_reply,
        1,
        "replies",
    ),
    Fault(
        "lost_unlock_reply",
        Where.BOARD,
        "The answer to an unlock is lost: the door is read, and the sensor decides what happened.",
        breaking.lost_unlock_reply,
    ),
    Fault(
        "late_reply",
        Where.BOARD,
        "Replies come after the host gave up: none is taken for the answer to a later request.",
        breaking.late_reply,
        1500,
        "ms",
    ),
    Fault(
        "doubled_reply",
        Where.BOARD,
        "Replies come twice: the second one is dropped, and a board whose replies all do is not used.",
        disturbing.doubled_reply,
        2,
        "replies",
    ),
    Fault(
        "wrong_address",
        Where.BOARD,
        "The board answers with another address: no answer is taken, its compartments are unknown, a conflict is told.",
        disturbing.wrong_address,
        9,
        "address",
    ),
    Fault(
        "misread_unlock",
        Where.BOARD,
        "Two flipped bits make the next unlock name another lock: the wrong door opens and everything stops.",
        disturbing.misread_unlock,
    ),
    Fault(
        "withheld_reply",
        Where.BOARD,
        "Status replies are kept back: an unlock waits for a fresh reading, and past its deadline is not fired.",
        breaking.withhold,
    ),
    Fault(
        "linked_inputs",
        Where.BOARD,
        "The switches of a relay board drive its relays: its mode registers tell, and its locks are not used.",
        breaking.linked_inputs,
    ),
    Fault(
        "unasked",
        Where.BOARD,
        "A board tells every move of a switch unasked, also into others' answers: none of it passes for an answer.",
        breaking.unasked,
        0x81,
        "first byte",
    ),
    Fault(
        "duplicate_address",
        Where.BOARD,
        "A second board answers at the same address: the answers spoil each other, and none is believed.",
        breaking.duplicate_address,
        0.3,
        "bytes later",
    ),
    Fault(
        "wrong_speed",
        Where.BOARD,
        "One board is set to another speed: it hears noise and answers nothing, and the others go on.",
        breaking.wrong_speed,
        38_400,
        "baud",
    ),
    Fault(
        "swapped_ab",
        Where.BUS,
        "A and B are swapped at the adapter: no board answers, stray zeros come back, and the cause is named.",
        breaking.swapped_ab,
        1,
        "stray bytes",
    ),
    Fault(
        "echo",
        Where.BUS,
        "The adapter returns what is sent: set up for it, lockerd strips it by count; else no echo passes for a reply.",
        breaking.echo,
    ),
    Fault(
        "garbage",
        Where.BUS,
        "Stray bytes come before every reply: lockerd finds the frame behind them.",
        breaking.garbage,
    ),
    Fault(
        "noise",
        Where.BUS,
        "Bits flip on the way: spoilt frames are dropped, reads are repeated, and a warning goes out in time.",
        breaking.noise,
        0.002,
        "of all bits",
    ),
    Fault(
        "split_frames",
        Where.BUS,
        "Replies arrive in two pieces: they are put together.",
        breaking.split,
        8,
        "ms",
    ),
    Fault(
        "glued_frames",
        Where.BUS,
        "The adapter hands bytes over in lumps: each frame in a lump is found.",
        breaking.glue,
        16,
        "ms",
    ),
    Fault(
        "babble",
        Where.BUS,
        "Something talks without being asked: an alarm goes out and nothing it says is believed.",
        breaking.babble,
    ),
    Fault(
        "second_questioner",
        Where.BUS,
        "Somebody else asks the boards: an alarm goes out, and nothing is fired on this bus until it is quiet.",
        disturbing.second_questioner,
        400,
        "ms",
    ),
    Fault(
        "unplugged",
        Where.BUS,
        "The adapter is pulled: its compartments become unknown; put back, it is found again without a restart.",
        breaking.unplug,
    ),
)

FAULTS: dict[str, Fault] = {fault.name: fault for fault in (*DOOR_FAULTS, *LINE_FAULTS)}
"""Every fault by its name."""
