"""From staged files to what is installed: .deb, .rpm and the archive."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from stage import MAINTAINER, Build, settle

SCRIPTS = ("preinst", "postinst", "prerm", "postrm")
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def make_deb(build: Build, name: str, root: Path, machine: str, out: Path) -> Path:
    """Builds OUT/borne-NAME_VERSION_ARCH.deb from `root`."""
    architecture = ARCHITECTURES[machine]
    recipe = build.recipes / name
    papers = root / "DEBIAN"
    papers.mkdir()
    files = sorted(
        file for file in root.rglob("*") if file.is_file() and papers not in file.parents
    )
    size = sum((file.stat().st_size + 1023) // 1024 for file in files)
    lines = (recipe / "control").read_text("utf-8").splitlines()
    facts = [f"Version: {build.version}", f"Architecture: {architecture}", "Priority: optional"]
    facts += [f"Maintainer: {MAINTAINER}", f"Installed-Size: {size}"]
    (papers / "control").write_text("\n".join([lines[0], *facts, *lines[1:]]) + "\n", "utf-8")
    sums = [f"{_md5(file)}  {file.relative_to(root)}\n" for file in files]
    (papers / "md5sums").write_text("".join(sums), "utf-8")
    settings = [f"/{file.relative_to(root)}\n" for file in files if (root / "etc") in file.parents]
    (papers / "conffiles").write_text("".join(settings), "utf-8")
    for script in SCRIPTS:
        shutil.copy(recipe / script, papers)
    settle(root, build.epoch)
    deb = out / f"borne-{name}_{build.version}_{architecture}.deb"
    command = ["dpkg-deb", "-Zxz", "-z6", "--root-owner-group", "--build", str(root), str(deb)]
    subprocess.run(command, check=True, env=_environment(build), stdout=subprocess.DEVNULL)
    shutil.rmtree(papers)
    settle(root, build.epoch)
    return deb


def make_archive(build: Build, roots: dict[str, Path], machine: str, out: Path) -> Path:
    """Both packages and an installer, for a Linux without dpkg."""
    name = f"borne-{build.version}-linux-{machine}"
    folder = out / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for package, root in roots.items():
        shutil.copytree(root, folder / package, symlinks=True)
        (folder / package / "scripts").mkdir()
        for script in SCRIPTS:
            shutil.copy(build.recipes / package / script, folder / package / "scripts")
    shutil.copy(build.recipes / "install-archive.sh", folder / "install.sh")
    settle(folder, build.epoch)
    for script in (folder / "install.sh", *folder.glob("*/scripts/*")):
        script.chmod(0o755)
        os.utime(script, (build.epoch, build.epoch))
    archive = out / f"{name}.tar.zst"
    command = ["tar", "--sort=name", f"--mtime=@{build.epoch}", "--owner=0", "--group=0"]
    command += ["--numeric-owner", "--use-compress-program", "zstd -10 -T0 --quiet"]
    command += ["--create", "--file", str(archive), "--directory", str(out), name]
    subprocess.run(command, check=True)
    shutil.rmtree(folder)
    return archive


def make_rpm(build: Build, name: str, root: Path, machine: str, out: Path) -> Path | None:
    """None where there is no rpmbuild; the recipe is packaging/deb/NAME/rpm.spec all the same."""
    if shutil.which("rpmbuild") is None:
        return None
    work = out / "rpm-work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    spec = (build.recipes / name / "rpm.spec").read_text("utf-8")
    for script in SCRIPTS:
        text = (build.recipes / name / script).read_text("utf-8")
        spec = spec.replace(f"@{script}@", text.removeprefix("#!/bin/sh\n").replace("%", "%%"))
    spec = spec.replace("@version@", build.version.replace("~", "_").replace("-", "_"))
    (work / "borne.spec").write_text(spec, "utf-8")
    command = ["rpmbuild", "-bb", "--quiet", "--target", machine, "--nodeps"]
    command += ["--define", f"_topdir {work}", "--define", f"_rpmdir {work}/rpms"]
    command += ["--define", f"staged {root}", str(work / "borne.spec")]
    subprocess.run(command, check=True, env=_environment(build))
    made = next((work / "rpms").rglob("*.rpm"))
    rpm = out / made.name
    shutil.move(made, rpm)
    shutil.rmtree(work)
    return rpm


def _environment(build: Build) -> dict[str, str]:
    # A fixed number of threads: xz cuts its blocks by it.
    told = {"SOURCE_DATE_EPOCH": str(build.epoch), "DPKG_DEB_THREADS_MAX": "2"}
    return {**os.environ, **told}


def _md5(file: Path) -> str:
    return hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()
