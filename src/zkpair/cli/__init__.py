"""The command line: one file a command. Packages add their own through the entry-point group `zkpair.commands`."""
