"""What the virtual printer printed, as papers that come out of a slot."""
