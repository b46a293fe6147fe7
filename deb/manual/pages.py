"""The man pages of the programs: lockerctl(1) and lockerd(8)."""

from deb.manual.parser import Command, Option, lockerctl
from deb.manual.roff import chapter, item, literally, page, paragraph, see_also, under
from lockerd.cli.exits import HELP
from lockerd.cli.options import DEFAULT_SOCKET
from lockerd.daemon.main import EXIT_CONFIG, EXIT_FAILED, arguments_parser


def lockerctl_page() -> str:
    """lockerctl(1)."""
    tree = lockerctl()
    commands = [_command(each) for each in tree.all() if len(each.words) > 1]
    return page(
        "lockerctl",
        1,
        "see, test, repair and prove a document locker",
        chapter("Synopsis", literally(["lockerctl COMMAND [OPTION]... [ARGUMENT]..."])),
        chapter("Description", paragraph(tree.help), paragraph(ASKS)),
        chapter("Options", *map(_option, tree.options)),
        chapter("Commands", *commands),
        chapter("Exit status", *(_ending(each) for each in _endings())),
        chapter("Environment", item("LOCKERD_ADMIN_SOCKET", "The daemon's admin socket, as --socket.")),
        chapter("Files", item(str(DEFAULT_SOCKET), "Where the daemon is asked; for members of lockerd-admin.")),
        see_also("lockerd.toml(5)", "lockerd(8)"),
    )


def lockerd_page() -> str:
    """lockerd(8)."""
    return page(
        "lockerd",
        8,
        "daemon of an unattended document locker",
        chapter("Synopsis", literally(["lockerd [--config FILE]"])),
        chapter("Description", *map(paragraph, DAEMON)),
        chapter("Options", *_daemon_options()),
        chapter(
            "Exit status",
            item("0", "It was asked to end."),
            item(str(EXIT_FAILED), "It failed; the last lines say why. systemd starts it again."),
            item(str(EXIT_CONFIG), "The configuration has mistakes, each of which is named."),
        ),
        chapter("Files", *(item(path, text) for path, text in FILES.items())),
        see_also("lockerctl(1)", "lockerd.toml(5)", "systemd.service(5)"),
    )


ASKS = """Most commands ask the running daemon over its admin socket; those about keys, configuration, papers and frames
work without it. With --json the result is for programs. Help to each command: lockerctl COMMAND --help. The language
is that of LANGUAGE or LANG: English or German."""
DAEMON = (
    """lockerd fires the locks of a document locker, watches its doors, issues signed one-time pickup codes, serves the
    terminal and keeps a central system in step. It is the only program that may energise a lock, and it does so only
    under a right that was written down before.""",
    """It is started by systemd: lockerd.service with the sockets lockerd-terminal.socket, lockerd-admin.socket and
    lockerd-public.socket.
    What it reaches of the network is what lockerd.toml(5) names; after a change of that: systemctl daemon-reload.""",
    """A package that is updated leaves the running daemon alone until nobody stands at the wall
    (lockerd-update.service, lockerctl may-restart), and goes back where the new version does not start. What ends
    again and again is tried again after a quarter of an hour (lockerd-failed.service, lockerd-retry.timer).""",
)
FILES = {
    "/etc/lockerd/lockerd.toml": "The configuration: lockerd.toml(5).",
    "/etc/lockerd/keys": "Keys of the site and of those it believes.",
    "/var/lib/lockerd": "Database and custody log; kept when the package is purged.",
    "/run/lockerd/terminal.sock": "What the terminal asks; for members of lockerd-terminal.",
    "/run/lockerd/admin.sock": "What technicians ask; for members of lockerd-admin.",
}


def _command(command: Command) -> str:
    written = [each.metavar if each.required else f"[{each.metavar}]" for each in command.arguments]
    title = " ".join([*command.words, *(["COMMAND"] if command.below else written)])
    arguments = [item(each.metavar, each.help) for each in command.arguments if each.help]
    return under(title, paragraph(command.help), *arguments, *map(_option, command.options))


def _option(option: Option) -> str:
    names = ", ".join(option.names)
    return item(f"{names} {option.metavar}".strip(), option.help + (" Must be given." if option.required else ""))


def _endings() -> list[str]:
    return " ".join(HELP.removeprefix("Exit codes: ").rstrip(".").split()).split("; ")


def _ending(text: str) -> str:
    number, _, meaning = text.partition(" ")
    return item(number, f"{meaning[0].upper()}{meaning[1:]}.")


def _daemon_options() -> list[str]:
    text = arguments_parser().format_help()
    return [literally(line.rstrip() for line in text.partition("options:\n")[2].splitlines())]
