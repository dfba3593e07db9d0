"""What belongs together and what matters now: related articles, stories, hot, key points. Pure functions."""
