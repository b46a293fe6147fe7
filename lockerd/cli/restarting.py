"""`lockerctl may-restart`: whether this is a moment at which nobody notices that the daemon stops and starts."""

from lockerd.cli import show
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.cli.options import DEFAULT_SOCKET, Json, Socket


def may_restart(*, socket: Socket = DEFAULT_SOCKET, json: Json = False) -> None:
    """Say by the exit code whether a restart disturbs anybody: 0, no; 5, ask later; 3, the daemon does not run."""
    from lockerd.cli.client import Admin
    from lockerd.cli.reading import read
    from lockerd.cli.reading.status import Status

    status = read(Status, show.object_of(Admin(socket).get("/v1/status")))
    going_on = {"visits": status.visits, "attempts": status.attempts}
    now = not any(going_on.values())
    if json:
        show.as_json({"may_restart": now, **going_on})
    if not now:
        cause = say("not now: visits {visits}, open attempts {attempts}", **going_on)
        raise CliError(Exit.TRY_LATER, cause, say("ask again in a minute: whoever stands there goes on first"))
    if not json:
        show.line(say("the daemon may be restarted now"))
