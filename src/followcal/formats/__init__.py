"""What followcal reads and writes, as text: translated to and from the values of the core."""
