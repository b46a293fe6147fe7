"""What moves the bytes of a line: ports, gateways, a wire inside the process; and what can be wrong with them."""
