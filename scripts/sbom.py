"""What is in lockerd that others wrote: a bill of materials (CycloneDX 1.6), and a report of licences.

Run: python scripts/sbom.py [FILE]. Writes FILE (build/lockerd.cdx.json) and prints the licences. Parts and hashes are
those of requirements.txt, licences and what needs what those that the installed packages state. No time and no number
that is drawn: the same packages give the same bytes.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from lockerd import __version__

ROOT: Final = Path(__file__).parents[1]
LOCK: Final = ROOT / "requirements.txt"
LINUX: Final = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "extra": ""}

SPDX: Final = {
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD-2-Clause": "BSD-2-Clause",
    "BSD-3-Clause": "BSD-3-Clause",
    "ISC License": "ISC",
    "MIT": "MIT",
    "MIT License": "MIT",
    "MPL-2.0": "MPL-2.0",
}
"""Words of packages that do not speak SPDX."""
TAKEN: Final = frozenset(
    {
        "Apache-2.0 OR BSD-3-Clause",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "EPL-2.0 OR BSD-3-Clause",
        "ISC",
        "LGPL-2.1-or-later",
        "MIT",
        "MIT-0",
        "MPL-2.0",
        "PSF-2.0",
    }
)
"""A program under EUPL-1.2 may be given on together with these: permissive ones, and those whose own files stay under
them. Any other is looked at by somebody before it comes in."""


@dataclass(frozen=True, slots=True)
class Part:
    """One locked package."""

    name: str
    version: str
    sha256: tuple[str, ...]
    """Of each of its files that an installer may take."""
    licence: str
    needs: tuple[str, ...]

    @property
    def purl(self) -> str:
        """Its package URL."""
        return f"pkg:pypi/{self.name}@{self.version}"


def parts() -> list[Part]:
    """The packages of a daemon on Linux, by name; raises ``PackageNotFoundError`` where one is not installed."""
    locked = {name: (version, hashes) for name, version, hashes in _locked(LOCK.read_text("utf-8"))}
    found = []
    for name, (version, hashes) in sorted(locked.items()):
        installed = distribution(name)
        assert installed.version == version, f"{name} {installed.version} is installed, {version} is locked"
        needs = tuple(sorted(each for each in _needs(installed) if each in locked))
        found.append(Part(name, version, hashes, licence_of(installed), needs))
    return found


def _locked(text: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for entry in re.split(r"\n(?=\S)", text.replace("\\\n", "")):
        wanted, *hashes = entry.split("--hash=sha256:")
        requirement, _, marker = wanted.partition(";")
        if marker.strip() and not Marker(marker.strip()).evaluate({**LINUX}):
            continue
        name, _, version = requirement.strip().partition("==")
        yield canonicalize_name(name), version, tuple(sorted(each.strip() for each in hashes))


def _needs(installed: Distribution) -> Iterator[str]:
    for text in installed.requires or ():
        wanted = Requirement(text)
        if wanted.marker is None or wanted.marker.evaluate({**LINUX}):
            yield canonicalize_name(wanted.name)


def licence_of(installed: Distribution) -> str:
    """As SPDX expression; empty where the package does not say it in words that are known."""
    said = installed.metadata
    if expression := said.get("License-Expression"):
        return expression
    words = [said.get("License") or ""]
    words += [each.rpartition(" :: ")[2] for each in said.get_all("Classifier") or () if each.startswith("License ::")]
    return next((SPDX[word] for word in words if word in SPDX), "")


def bill(found: list[Part]) -> dict[str, Any]:
    """The bill of materials."""
    own = f"pkg:pypi/lockerd@{__version__}"
    by_name = {part.name: part for part in found}
    direct = sorted({canonicalize_name(Requirement(each).name) for each in _direct()} & by_name.keys())
    depends = [{"ref": own, "dependsOn": [by_name[name].purl for name in direct]}]
    depends += [{"ref": part.purl, "dependsOn": [by_name[name].purl for name in part.needs]} for part in found]
    said = {
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "lockerd",
                "version": __version__,
                "licenses": [{"expression": "EUPL-1.2"}],
                "purl": own,
            }
        },
        "components": [_component(part) for part in found],
        "dependencies": depends,
    }
    number = uuid5(NAMESPACE_URL, json.dumps(said, sort_keys=True))
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{number}", "version": 1, **said}


def _direct() -> list[str]:
    return [each for each in distribution("lockerd").requires or () if "extra ==" not in each]


def _component(part: Part) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "hashes": [{"alg": "SHA-256", "content": each} for each in part.sha256],
        "licenses": [{"expression": part.licence}],
        "purl": part.purl,
    }


def strangers(found: list[Part]) -> list[Part]:
    """Those whose licence nobody has looked at, or that state none."""
    return [part for part in found if part.licence not in TAKEN]


def main() -> int:
    """0 where every licence is one that is taken."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "lockerd.cdx.json"
    found = parts()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(bill(found), indent=1) + "\n", "utf-8")
    for part in found:
        print(f"{part.name:20} {part.version:14} {part.licence or 'none stated'}")
    for licence, count in sorted(Counter(part.licence for part in found).items()):
        print(f"{count:4} {licence or 'none stated'}")
    print(f"written: {path}")
    for part in strangers(found):
        print(f"look at its licence: {part.name}: {part.licence or 'none stated'}", file=sys.stderr)
    return bool(strangers(found))


if __name__ == "__main__":
    sys.exit(main())
