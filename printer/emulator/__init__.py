"""A printer made of nothing: its bytes, its time, its paper and its troubles."""
