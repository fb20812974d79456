"""What followcal decides. Pure: no clock, no files, no network, no environment."""
