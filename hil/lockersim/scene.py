"""What somebody finds who comes to the wall."""

from dataclasses import dataclass

from lockersim.papers import Papers
from lockersim.terminal import Terminal
from lockersim.wall import Wall
from lockersim.watcher import Watcher


@dataclass(frozen=True, slots=True)
class Scene:
    """The wall and its terminal, everybody's papers, and the watcher who notes which rights people had."""

    wall: Wall
    terminal: Terminal
    papers: Papers
    watcher: Watcher
