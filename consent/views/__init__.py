"""The preference centre: a signed-in person's own switches."""
