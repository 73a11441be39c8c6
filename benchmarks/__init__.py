"""asv's door to the registered pairs (asv.conf.json). The measuring is zkpair's own; nothing here times anything."""
