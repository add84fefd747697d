"""The stand-alone verifier, loaded as the single file it is."""

import importlib.util
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[5]
PROGRAM = ROOT / "verifier" / "waystation_verify.py"
VECTORS = ROOT / "docs" / "spec" / "vectors" / "ledger-v1.json"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("waystation_verify", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
