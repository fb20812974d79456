"""``python -m followcal``: the same as the command."""

import sys

from followcal.shell.cli import command

sys.exit(command())
