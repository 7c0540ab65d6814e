"""A virtual month: 300 groups, random reports, restarts, clock jumps and two instances."""
