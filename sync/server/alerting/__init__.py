"""What is wrong in the fleet is noticed, kept, and told to people by mail and to programs."""
