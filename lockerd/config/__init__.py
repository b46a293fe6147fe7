"""The site's configuration file: read once at start, every mistake named, nothing guessed."""

from lockerd.config.errors import ConfigError, Problem
from lockerd.config.keys import Keys, load_keys
from lockerd.config.load import load
from lockerd.config.model import Config

__all__ = ["Config", "ConfigError", "Keys", "Problem", "load", "load_keys"]
