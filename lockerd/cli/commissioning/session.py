"""One walk from the command to the paper: what was asked for, walked, judged, written, signed."""

from dataclasses import dataclass, replace
from pathlib import Path

from lockerd import __version__
from lockerd.cli.commissioning import files, record
from lockerd.cli.commissioning.apply import Changes
from lockerd.cli.commissioning.dialogue import Dialogue, LeftError
from lockerd.cli.commissioning.files import Running
from lockerd.cli.commissioning.found import Record
from lockerd.cli.commissioning.inputs import Look
from lockerd.cli.commissioning.judge import judge
from lockerd.cli.commissioning.outcome import Outcome
from lockerd.cli.commissioning.station import Station
from lockerd.cli.commissioning.walk import Walk
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say, word
from lockerd.cli.reading.status import Status
from lockerd.config import ConfigError
from lockerd.config.edit import EditError
from lockerd.said import Said


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the technician asked for on the command line."""

    compartments: tuple[str, ...] = ()
    board: str | None = None
    write: Path | None = None
    record: Path | None = None
    resume: bool = False


class Session:
    """Runs once."""

    def __init__(self, station: Station, dialogue: Dialogue, wishes: Wishes) -> None:
        self._station = station
        self._dialogue = dialogue
        self._wishes = wishes

    async def run(self) -> Outcome:
        """Walk, judge, write, sign; raises `CliError`. What was found stays in the record's file whatever happens."""
        status = await self._station.begin()
        running = files.running(status.parts.config)
        look = await self._station.look()
        path = self._wishes.record or Path(f"commissioning-{status.site}.json")
        begun = await self._record(path, status, look)
        if self._station.halted is not None:
            halted = word(self._station.halted)
            self._dialogue.say(say("The wall is halted ({why}); a walk may go on all the same.", why=halted))
        try:
            walked = await Walk(self._station, self._dialogue, begun, lambda kept: record.write(path, kept)).run()
        except (LeftError, KeyboardInterrupt):
            kept = say("the walk was stopped; what was found is kept in {path}", path=path)
            raise CliError(Exit.REFUSED, kept, say("go on with the same command and --resume")) from None
        except CliError:
            kept = say("What was found is kept in {path}; go on with the same command and --resume.", path=path)
            self._dialogue.say(kept)
            raise
        return await self._conclude(walked, look, running, path)

    async def _record(self, path: Path, status: Status, look: Look) -> Record:
        config, wanted = status.parts.config.sha256, await self._wanted(look)
        if self._wishes.resume:
            begun = record.kept(path)
            if (begun.site, begun.config) != (status.site, config):
                cause = say("{path} was begun with another configuration or at another site", path=path)
                raise CliError(Exit.REFUSED, cause, say("begin anew with another --record"))
            return self._again(begun, wanted)
        begun = Record(
            site=status.site,
            lockerctl=__version__,
            config=config,
            looked=self._dialogue.looks,
            wanted=wanted,
        )
        record.begin(path, begun)
        return begun

    def _again(self, begun: Record, wanted: tuple[str, ...]) -> Record:
        """Go on; compartments that were named are tried once more, for example after their plugs were swapped."""
        if not self._wishes.compartments and self._wishes.board is None:
            return begun
        return begun.model_copy(
            update={
                "finished": False,
                "looked": begun.looked and self._dialogue.looks,
                "wanted": tuple(dict.fromkeys((*begun.wanted, *wanted))),
                "tried": tuple(each for each in begun.tried if each.compartment not in wanted),
            }
        )

    async def _wanted(self, look: Look) -> tuple[str, ...]:
        """The compartments asked for, in the order of the wall; raises `CliError`."""
        known, asked, board = look.channels, set(self._wishes.compartments), self._wishes.board
        if strange := sorted(asked - known.keys()):
            cause = say("there is no compartment {id}", id=", ".join(strange))
            raise CliError(Exit.USAGE, cause, say("`lockerctl compartments` lists them"))
        if board is not None:
            if board not in {str(each) for each in look.alive}:
                there = say("there are: {boards}", boards=", ".join(map(str, look.alive)))
                raise CliError(Exit.USAGE, say("there is no board {board}", board=board), there)
            asked |= {name for name, at in known.items() if str(at.board) == board}
            if not asked:
                raise CliError(Exit.USAGE, say("no compartment is configured on board {board}", board=board))
        in_order = await self._station.compartments()
        return tuple(name for name in in_order if name in known and (name in asked or not asked))

    async def _conclude(self, walked: Record, look: Look, running: Running, path: Path) -> Outcome:
        judged = judge(walked.tried, look, walked.wanted)
        answered = await self._station.look()
        wanted = Changes(running.config, judged, advised_ms=answered.advised_ms)
        unproven = dict(sorted(judged.unproven.items()))
        outcome = Outcome(walked, path, unproven, troubles=tuple(judged.troubles), changes=tuple(wanted.said))
        if wanted.edits:
            outcome = self._written(outcome, wanted, running)
        done = walked.model_copy(
            update={
                "finished": True,
                "new_config": outcome.new_config,
                "proven": tuple(sorted(judged.places)),
                "unproven": {name: str(why) for name, why in unproven.items()},
                "troubles": tuple(map(str, judged.troubles)),
            }
        )
        signature = await self._station.sign(
            {
                "record": record.digest(done.model_dump(mode="json")),
                "new_config": done.new_config,
                "proven": len(done.proven),
                "unproven": len(done.unproven),
            }
        )
        record.write(path, done, signature)
        return replace(outcome, record=done, signature=signature)

    def _written(self, outcome: Outcome, wanted: Changes, running: Running) -> Outcome:
        try:
            text = wanted.new_text(running.text)
            if self._wishes.write is None:
                return outcome
            kept = files.put(self._wishes.write, text)
        except (EditError, ConfigError) as error:
            return replace(outcome, not_written=str(error))
        except OSError as error:
            why = Said(
                "{file}: {error}; name a place where you may write, and put it in place as root",
                file=error.filename,
                error=error.strerror,
            )
            return replace(outcome, not_written=why)
        return replace(
            outcome,
            written=self._wishes.write,
            kept=kept,
            running=running.path,
            new_config=files.sha256_of(text.encode()),
        )
