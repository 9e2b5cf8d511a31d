"""Aid: programs, grants, sponsors, gifts and what is posted of them."""
