"""Turns the Lark grammars in `grammar/` into parsers: prepared tables, scanners and the LALR loop."""
