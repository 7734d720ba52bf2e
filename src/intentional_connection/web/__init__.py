"""The middleware that owns the transaction, and the four helpers of every page: seen, done, page, go."""
