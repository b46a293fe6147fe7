#!/bin/sh
# Story: pins. Drivers, guardian, kernel pulses and a whole wall on gpio-sim and leds-gpio.
. ./plain.sh
. ./tests.sh
run_tests pins
switch_off
