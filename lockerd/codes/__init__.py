"""One-time codes: signed tokens, typed digits, QR pictures."""
