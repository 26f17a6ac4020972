"""The demo: started by `make demo`, installed by no production settings."""
