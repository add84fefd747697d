"""What the house costs, measured: the front over HTTP, the desk over sealed rows, the vault beside bare primitives."""
