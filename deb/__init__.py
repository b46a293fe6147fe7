"""Debian packages of lockerd: one for each of Debian 12 and 13 on each of amd64 and arm64."""
