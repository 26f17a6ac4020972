"""What the portal holds about a person."""
