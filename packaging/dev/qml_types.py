"""Describes the types that Python gives to QML, for qmllint: `qml_types.py FOLDER`.

Read from the live meta-objects: pyside6-metaobjectdump reads the source, and cannot read
`name = Property(str, lambda self: …)`.
"""

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QMetaMethod, QMetaObject

ROOT = Path(__file__).parents[2]
MODULE, VERSION = "Borne", "1.0"
ELEMENT = re.compile(r"^@QmlElement\s+class (\w+)", re.MULTILINE)
KINDS = {QMetaMethod.MethodType.Signal: "Signal", QMetaMethod.MethodType.Slot: "Method"}


def elements() -> Iterator[QMetaObject]:
    for file in sorted((ROOT / "ui").rglob("*.py")):
        names = ELEMENT.findall(file.read_text(encoding="utf-8"))
        if names:
            module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            yield from (
                getattr(importlib.import_module(module), name).staticMetaObject for name in names
            )


def component(meta: QMetaObject) -> Iterator[str]:
    name = meta.className()
    yield "    Component {"
    yield f'        name: "{name}"; prototype: "{meta.superClass().className()}"'
    yield '        accessSemantics: "reference"'
    # Views are handed their view models; none of them may make one.
    yield f'        exports: ["{MODULE}/{name} {VERSION}"]; isCreatable: false'
    yield "        exportMetaObjectRevisions: [256]"
    yield from (property_of(meta, i) for i in range(meta.propertyOffset(), meta.propertyCount()))
    yield from (method_of(meta, i) for i in range(meta.methodOffset(), meta.methodCount()))
    yield "    }"


def property_of(meta: QMetaObject, index: int) -> str:
    found = meta.property(index)
    said = f'name: "{found.name()}"; type: "{found.typeName()}"; read: "{found.name()}"'
    if not found.isWritable():
        said += "; isReadonly: true"
    if found.isConstant():
        said += "; isPropertyConstant: true"
    if found.hasNotifySignal():
        said += f'; notify: "{text(found.notifySignal().name())}"'
    return f"        Property {{ {said} }}"


def method_of(meta: QMetaObject, index: int) -> str:
    method = meta.method(index)
    parameters = "".join(
        f' Parameter {{ name: "a{n}"; type: "{text(type_)}" }}'
        for n, type_ in enumerate(method.parameterTypes())
    )
    return f'        {KINDS[method.methodType()]} {{ name: "{text(method.name())}";{parameters} }}'


def text(data: object) -> str:
    return bytes(data).decode()  # type: ignore[call-overload,no-any-return]


def main() -> None:
    folder = Path(sys.argv[1]) / MODULE
    folder.mkdir(parents=True, exist_ok=True)
    lines = [line for meta in elements() for line in component(meta)]
    types = "\n".join(["import QtQuick.tooling 1.2", "Module {", *lines, "}", ""])
    (folder / "borne.qmltypes").write_text(types, encoding="utf-8")
    (folder / "qmldir").write_text(f"module {MODULE}\ntypeinfo borne.qmltypes\n", encoding="utf-8")


if __name__ == "__main__":
    main()
