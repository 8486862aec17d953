"""Makes the wheel: the package, the library, its BLAS and the shipped model, in one file.

Usage: build_wheel.py LIBRARY OUTPUT_FOLDER [BLAS]

A wheel is a zip archive whose RECORD lists every file with its hash; nothing but Python's own library
is needed to write one. Source: PEP 427, and "Binary distribution format" of packaging.python.org.
"""

from __future__ import annotations

import base64
import hashlib
import pathlib
import platform
import re
import subprocess
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
#: What a system of the wheel's tag has, and what therefore stays out of it.
SYSTEM = re.compile(r"(libc|libm|libdl|libpthread|librt|libstdc\+\+|libgcc_s|libz|ld-linux)[.-]")


def metadata() -> tuple[str, str]:
    """The version and the METADATA file, from pyproject.toml and README.md."""
    project = (HERE / "pyproject.toml").read_text()

    def field(name: str) -> str:
        found = re.search(rf'^{name} = "(.*)"$', project, re.MULTILINE)
        if not found:
            sys.exit(f"pyproject.toml: expected a field '{name}', found none")
        return found[1]

    version = field("version")
    lines = [
        "Metadata-Version: 2.1",
        "Name: ghn",
        f"Version: {version}",
        f"Summary: {field('description')}",
        "License: MIT",
        f"Requires-Python: {field('requires-python')}",
        "Requires-Dist: numpy>=1.22",
        "Description-Content-Type: text/markdown",
        "",
        (HERE / "README.md").read_text(),
    ]
    return version, "\n".join(lines)


def bundled(library: pathlib.Path) -> list[pathlib.Path]:
    """The libraries that the library needs and a system may lack."""
    report = subprocess.run(["ldd", library], capture_output=True, text=True, check=True).stdout
    found = []
    for name, path in re.findall(r"^\s*(\S+) => (/\S+)", report, re.MULTILINE):
        if not SYSTEM.match(name):
            found.append(pathlib.Path(path))
    return found


def glibc(library: pathlib.Path) -> str:
    """The tag's part that says which C library is needed."""
    symbols = subprocess.run(
        ["objdump", "-T", library], capture_output=True, text=True, check=True
    ).stdout
    versions = [tuple(map(int, pair)) for pair in re.findall(r"GLIBC_(\d+)\.(\d+)", symbols)]
    major, minor = max(versions)
    return f"{major}_{minor}"


def main() -> None:
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    library, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    blas = [pathlib.Path(sys.argv[3])] if len(sys.argv) == 4 else []
    version, description = metadata()
    libraries = [library, *bundled(library), *blas]
    tag = f"py3-none-manylinux_{max(map(glibc, libraries), key=lambda v: tuple(map(int, v.split('_'))))}"
    tag += f"_{platform.machine()}"
    files: dict[str, bytes] = {}
    for path in sorted((HERE / "ghn").rglob("*")):
        if path.suffix == ".py" or path.name == "py.typed":
            files[str(path.relative_to(HERE))] = path.read_bytes()
    for path in libraries:
        files[f"ghn/lib/{path.name}"] = path.read_bytes()
    model = "ghn-image-small.safetensors"
    files[f"ghn/models/{model}"] = (ROOT / "Models" / model).read_bytes()
    info = f"ghn-{version}.dist-info"
    files[f"{info}/METADATA"] = description.encode()
    files[f"{info}/licenses/LICENSE"] = (ROOT / "LICENSE").read_bytes()
    files[f"{info}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: ghn build_wheel\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()
    )
    record = []
    for name, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        record.append(f"{name},sha256={digest},{len(content)}")
    files[f"{info}/RECORD"] = ("\n".join([*record, f"{info}/RECORD,,"]) + "\n").encode()
    output.mkdir(parents=True, exist_ok=True)
    for old in output.glob("ghn-*.whl"):
        old.unlink()
    wheel = output / f"ghn-{version}-{tag}.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # A fixed date: the same inputs make the same bytes.
            entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if ".so" in name else 0o644) << 16
            archive.writestr(entry, content)
    print(f"{wheel}: {wheel.stat().st_size / 1e6:.1f} MB, with {', '.join(p.name for p in libraries)}")


if __name__ == "__main__":
    main()
