"""Everything `make setup` does, in small steps that can be repeated and interrupted. Standard library only."""
