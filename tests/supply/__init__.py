"""What Violet is made of: the locked packages, their licences, and the holes that are known in them."""
