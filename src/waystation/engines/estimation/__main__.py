"""``python -m waystation.engines.estimation TABLE``: the command without the rest of the house."""

import argparse
import sys

from waystation.engines.estimation.command import register


def main() -> int:
    """Parse and run."""
    parser = argparse.ArgumentParser(prog="waystation")
    register(parser.add_subparsers(required=True))
    args = parser.parse_args(["estimate", *sys.argv[1:]])
    result: int = args.run(args)
    return result


if __name__ == "__main__":
    raise SystemExit(main())
