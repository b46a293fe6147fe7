"""What somebody finds who comes to the wall."""

from dataclasses import dataclass, field

from lockersim.people.papers import Papers
from lockersim.people.watcher import Watcher
from lockersim.site.terminal import Terminal
from lockersim.site.verifier import Verifier
from lockersim.wall.wall import Wall


@dataclass(frozen=True, slots=True)
class Scene:
    """The wall and its terminal, everybody's papers, and the watcher who notes which rights people had."""

    wall: Wall
    terminal: Terminal
    papers: Papers
    watcher: Watcher
    verifier: Verifier = field(default_factory=Verifier)
    """Beside the terminal."""
