"""Keeping the store and a sync server in step: what comes, what is sent, and who wins."""
