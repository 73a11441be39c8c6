"""From a circuit's description to columns, copies and keys, as halo2's keygen and simple floor planner do it."""
