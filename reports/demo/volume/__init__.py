"""A made-up client with as many visits as one likes: to see how the product carries weight, never a story to tell."""
