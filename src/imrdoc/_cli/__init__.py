"""The command line. Only `_commands` and the modules it uses need the extra `cli`."""
