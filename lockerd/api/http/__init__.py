"""What both APIs stand on: sockets, limits, problem details, languages, and asking the controller."""
