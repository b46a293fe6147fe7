"""What `lockerctl bus scan` prints."""
