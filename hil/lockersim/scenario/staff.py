"""Steps of staff: at the admin socket (open a compartment, look into it, report, end a halt), or at central."""

from lockersim.bench import Bench
from lockersim.people.going_round import Walker
from lockersim.people.inspecting import inspect
from lockersim.people.manners import Manner
from lockersim.people.retrieving import Emergency, Retriever
from lockersim.scenario import verbs
from lockersim.scenario.looking import GoRound, Retrieve
from lockersim.scenario.places import place
from lockersim.scenario.step import FailedError
from lockersim.site.terminal import RefusedError

ByStaff = verbs.Technician | verbs.Inspect | Retrieve | GoRound | verbs.KeepBack | verbs.Ask


async def by_staff(step: ByStaff, bench: Bench) -> str:
    """Do one step and return what the report says of it; raises ``FailedError`` where it ends otherwise than wanted."""
    try:
        said = await _do(step, bench)
    except RefusedError as refusal:
        if refusal.code != step.refused:
            raise FailedError(str(refusal)) from None
        return str(refusal)
    if step.refused is not None:
        raise FailedError(f"should have been refused with {step.refused}")
    return said


async def _do(step: ByStaff, bench: Bench) -> str:
    match step:
        case verbs.Inspect():
            for where in step.at:
                compartment = place(where, bench)
                found, word = step.report != "clear", step.report.removeprefix("found_")
                which = word if word in {"old", "new", "both"} else None
                await inspect(bench.scene, bench.admin, compartment, found=found, reason=step.reason, which=which)
            return f"{len(step.at)} looked into"
        case Retrieve():
            return ", ".join([await _retrieve(step, place(where, bench), bench) for where in step.at])
        case GoRound():
            return await _go_round(step, bench)
        case verbs.KeepBack():
            for name in step.documents:
                reply = await bench.papers.keep_back(name, free=step.do == "release")
                if reply.reason is not None:
                    raise RefusedError(409, reply.reason, name)
        case verbs.Ask():
            return await _ask(step, bench)
        case verbs.Technician(do="open"):
            compartment = place(step.at, bench)
            bench.watcher.technician(compartment)
            await bench.admin.open(compartment, step.reason)
        case verbs.Technician(do="clear"):
            await bench.admin.clear(place(step.at, bench), step.reason)
        case verbs.Technician(do="resume"):
            await bench.admin.resume(step.reason)
        case _:
            raise AssertionError(step)
    return ""


async def _ask(step: verbs.Ask, bench: Bench) -> str:
    about = [{"order": bench.papers.document(name).order} for name in step.documents]
    about += [{"compartment": place(where, bench)} for where in step.at]
    for each in about or [{}]:
        whose = {} if step.authority is None else {"authority": step.authority}
        reply = await bench.papers.ask(step.command, {**whose, **each, **step.fields})
        if reply.reason is not None:
            raise RefusedError(409, reply.reason, step.command)
    return step.command


async def _retrieve(step: Retrieve, compartment: str, bench: Bench) -> str:
    staff = Retriever(
        bench.scene,
        step.authority,
        holder=step.holder,
        report=step.report,
        count=step.count,
        manner=step.manner,
        emergency=None if step.emergency is None else Emergency(step.emergency, step.second),
    )
    await staff.begin(compartment)
    ending = await staff.finish()
    if step.ends not in {ending.word, ending.code}:
        raise FailedError(f"the retrieval at {compartment} ended {ending}, not {step.ends}")
    return f"{compartment} {ending}"


async def _go_round(step: GoRound, bench: Bench) -> str:
    done: list[str] = []
    while step.doors is None or len(done) < step.doors:
        last = len(done) + 1 == step.doors
        staff = Walker(
            bench.scene,
            step.authority,
            kind=step.kind,
            scope=None if done else step.scope,
            holder=step.holder,
            says={place(where, bench): word for where, word in step.says.items()},
            manner=step.manner if last else Manner.NORMAL,
        )
        visit = await staff.begin_next()
        ending = await staff.finish()
        done.append(f"{visit.compartment} {ending}")
        if staff.summary.get("left", 1) == 0:
            break
    return ", ".join(done)
