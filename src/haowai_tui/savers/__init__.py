"""Services that keep articles: the contract, those that come with haowai, and those that other packages register."""
