"""Two doors of one wall: what they do to each other, and to an order that lies behind both."""
