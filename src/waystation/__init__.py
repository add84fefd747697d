"""Waystation: gets persecuted people out of danger and stays with them until they are safe."""

__version__ = "0.1.0"
