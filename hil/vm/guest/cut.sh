#!/bin/sh
# Story: cut. Says what the last life left, then works until its power is cut.
. ./plain.sh
PYTHONDONTWRITEBYTECODE=1 /opt/vmtest/bin/python cut.py
switch_off
