"""What followcal does: the only place with files, the clock and other packages' data."""
