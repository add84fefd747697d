"""``python -m waystation.engines.forecast SCENARIO``: the command without the rest of the house."""

import argparse
import sys

from waystation.engines.forecast.command import register, run


def main() -> int:
    """Parse and run."""
    parser = argparse.ArgumentParser(prog="waystation")
    register(parser.add_subparsers(required=True))
    return run(parser.parse_args(["forecast", *sys.argv[1:]]))


if __name__ == "__main__":
    raise SystemExit(main())
