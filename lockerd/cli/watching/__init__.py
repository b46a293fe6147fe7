"""What `lockerctl bus watch` prints."""
