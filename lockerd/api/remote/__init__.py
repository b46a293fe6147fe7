"""The terminal API for other machines: TLS 1.3, a certificate for each terminal, and bounds before anybody is known."""
