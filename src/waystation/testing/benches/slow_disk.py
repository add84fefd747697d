"""A slow disk: every flush of the process under measurement takes so many milliseconds longer, by a library put before libc."""

import shutil
import subprocess
from pathlib import Path

_SOURCE = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>
static int slow(const char *name, int file) {
  int (*real)(int) = dlsym(RTLD_NEXT, name);
  usleep(MICROSECONDS);
  return real(file);
}
int fsync(int file) { return slow("fsync", file); }
int fdatasync(int file) { return slow("fdatasync", file); }
"""


class NoCompiler(Exception):
    """There is no C compiler here, so no disk can be slowed down."""


def slowed(folder: Path, milliseconds: float) -> dict[str, str]:
    """Build the library and return the variables under which a process's disk is slow.

    :raises NoCompiler: there is none.
    """
    compiler = shutil.which("cc")
    if compiler is None:
        raise NoCompiler("`--flush-ms` needs a C compiler named cc")
    source, library = folder / "slow_disk.c", folder / "slow_disk.so"
    source.write_text(_SOURCE)
    words = [compiler, "-shared", "-fPIC", "-O1", f"-DMICROSECONDS={round(milliseconds * 1000)}"]
    subprocess.run([*words, "-o", library, source, "-ldl"], check=True)  # noqa: S603 - our own words
    return {"LD_PRELOAD": str(library)}
