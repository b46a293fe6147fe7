"""The site's configuration file: read once at start, every mistake named, nothing guessed."""

from lockerd.config.errors import ConfigError, Problem
from lockerd.config.keys import Keys, load_keys
from lockerd.config.load import load
from lockerd.config.model import Config
from lockerd.config.site import TimeSource

__all__ = ["Config", "ConfigError", "Keys", "Problem", "TimeSource", "load", "load_keys"]
