"""`lockerctl doctor`: each checked line of the site guide (docs/site.md), looked at on the machine itself."""
