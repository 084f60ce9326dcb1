"""The subcommands of `splotch`, a file each; `command` in each is the click command."""
