"""Puts this folder on the path, so that the tests of lines and of watchers share `fake_boards`."""
