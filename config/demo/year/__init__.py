"""A simulated year of the desk: people who ask, people who work, and what came of it."""
