"""Where articles come from: the contract, the registry, and one module for each built-in source."""
