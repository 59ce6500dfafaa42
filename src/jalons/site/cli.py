"""The ``jalons`` command."""

import sys


def main() -> None:
    """Run a sub-command."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
