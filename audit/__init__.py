"""Who changed what, when, from which value to which, and why: written by the database itself."""
