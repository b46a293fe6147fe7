"""What is derived for people to see and hear; decides nothing."""
