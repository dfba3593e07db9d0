"""Two-way sync with servers that people already run. Each server's way of speaking is one adapter over `contract`."""
