"""`moneyloop --version`, and with -v what an answer was made with."""

from __future__ import annotations

from moneyloop import __version__

_USED = ("numpy", "pandas", "scipy", "ortools", "highspy", "networkx", "click", "pyarrow")


def lines(verbose: bool) -> list[str]:
    """The version; with `verbose` also whether kernels are compiled, and versions of libraries."""
    return [f"moneyloop, version {__version__}", *(_used() if verbose else [])]


def _used() -> list[str]:
    import platform
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    from moneyloop.kernels import compiled

    if compiled.available():
        kernels = f"on (numba {installed('numba')})"
    else:
        kernels = "off (pip install numba turns them on)"
    lines = [
        f"compiled kernels: {kernels}",
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}",
    ]
    for name in _USED:
        try:
            lines.append(f"{name} {installed(name)}")
        except PackageNotFoundError:
            lines.append(f"{name}: not installed")
    return lines
