"""``python -m followcal``, and the command: whoever interrupts it while it still starts sees no traceback, either."""

import sys


def command() -> int:
    """Run followcal as a process that ends with it, and return its exit code."""
    try:
        from followcal.shell import cli

        return cli.command()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(command())
