"""Instrument files: reading, checking, comparing and writing them; `obligations.loading` loads."""
