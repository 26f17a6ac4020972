"""What the portal hands out on paper."""
