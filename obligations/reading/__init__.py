"""Reading an instrument: its tree with all that hangs at it, as of a day, for a person."""
