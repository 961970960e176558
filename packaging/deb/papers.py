"""What goes with the packages: licences, a bill of materials, checksums and their signature."""

import base64
import hashlib
import json
import re
import uuid
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

SUMS = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.sig"
PUBLIC_KEY = "SHA256SUMS.pub"
BLOCK = 1 << 20


def distributions(site: Path) -> list[Message]:
    """What each package in `site` says of itself."""
    parser = HeaderParser()
    folders = sorted(site.glob("*.dist-info"))
    return [parser.parsestr((folder / "METADATA").read_text("utf-8")) for folder in folders]


def licence_of(package: Message) -> str:
    told = package["License-Expression"] or package["License"] or ""
    if told and len(told) < 100 and "\n" not in told:
        return str(told)
    classes = package.get_all("Classifier") or []
    named = [line.rpartition(" :: ")[2] for line in classes if line.startswith("License :: ")]
    return " / ".join(named) or "see its metadata"


def copyright_text(site: Path, licence: str) -> str:
    lines = [
        "Borne is under the European Union Public Licence 1.2, whose text follows the list.",
        "",
    ]
    lines += [
        "It comes with these packages; each one’s licence is in its folder NAME.dist-info:",
        "",
    ]
    for package in distributions(site):
        lines.append(f"  {package['Name']} {package['Version']}: {licence_of(package)}")
    lines += ["", "The text of the LGPL: /usr/share/common-licenses/LGPL-3 (Qt, psycopg).", ""]
    lines += ["Fonts, icons and sounds: the licence files beside them in app/assets.", ""]
    return "\n".join(lines) + "\n" + licence


def bill_of_materials(
    name: str, version: str, site: Path, epoch_text: str, hashes: dict[str, list[str]]
) -> str:
    """CycloneDX 1.5 JSON. `hashes`: the SHA-256 that the lock allows, by package."""
    root = {"type": "application", "bom-ref": name, "name": name, "version": version}
    components = [_component(package, hashes) for package in distributions(site)]
    refs = [component["bom-ref"] for component in components]
    serial = uuid.uuid5(uuid.NAMESPACE_URL, f"borne/{name}/{version}/{epoch_text}/{refs}")
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": epoch_text,
            "component": {**root, "licenses": [{"license": {"id": "EUPL-1.2"}}]},
        },
        "components": components,
        "dependencies": [{"ref": name, "dependsOn": refs}],
    }
    return json.dumps(bill, ensure_ascii=False, indent=2) + "\n"


def _component(package: Message, hashes: dict[str, list[str]]) -> dict[str, object]:
    name, version = str(package["Name"]), str(package["Version"])
    normal = re.sub(r"[-_.]+", "-", name).lower()
    url = f"pkg:pypi/{normal}@{version}"
    component: dict[str, object] = {
        "type": "library",
        "bom-ref": url,
        "name": normal,
        "version": version,
        "purl": url,
        "licenses": [{"license": {"name": licence_of(package)}}],
    }
    # Of the files that the lock allows; which of them was taken depends on the machine.
    properties = [{"name": "borne:lock:sha256", "value": value} for value in hashes.get(normal, [])]
    return {**component, "properties": properties}


def locked_hashes(lock: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    name = ""
    for line in lock.read_text("utf-8").splitlines():
        begun = re.match(r"([A-Za-z0-9._-]+)==", line)
        name = re.sub(r"[-_.]+", "-", begun[1]).lower() if begun else name
        found.setdefault(name, []).extend(re.findall(r"--hash=sha256:([0-9a-f]{64})", line))
    return found


def write_sums(folder: Path) -> None:
    """Of every file below, by its name from `folder`, as sha256sum writes them."""
    ours = {SUMS, SIGNATURE, PUBLIC_KEY}
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name not in ours)
    lines = [f"{_sha256(file)}  {file.relative_to(folder)}\n" for file in files]
    (folder / SUMS).write_text("".join(lines), "utf-8")


def sign_sums(folder: Path, key_file: Path | None) -> bool:
    """Signs SHA256SUMS with Ed25519. False when no key was given, and a throw-away one signed."""
    key = Ed25519PrivateKey.generate()
    if key_file is not None:
        loaded = load_pem_private_key(key_file.read_bytes(), None)
        if not isinstance(loaded, Ed25519PrivateKey):
            raise SystemExit(
                f"{key_file} is not an Ed25519 key (openssl genpkey -algorithm ed25519)."
            )
        key = loaded
    (folder / SIGNATURE).write_bytes(key.sign((folder / SUMS).read_bytes()))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / PUBLIC_KEY).write_bytes(public)
    return key_file is not None


def fingerprint(folder: Path) -> str:
    """What a person compares with what the vendor published."""
    return base64.b32encode(
        hashlib.sha256((folder / PUBLIC_KEY).read_bytes()).digest()[:15]
    ).decode()


def _sha256(file: Path) -> str:
    total = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(BLOCK):
            total.update(block)
    return total.hexdigest()
