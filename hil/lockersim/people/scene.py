"""What somebody finds who comes to the wall."""

from dataclasses import dataclass

from lockersim.people.papers import Papers
from lockersim.people.watcher import Watcher
from lockersim.site.terminal import Terminal
from lockersim.wall.wall import Wall


@dataclass(frozen=True, slots=True)
class Scene:
    """The wall and its terminal, everybody's papers, and the watcher who notes which rights people had."""

    wall: Wall
    terminal: Terminal
    papers: Papers
    watcher: Watcher
