"""Click's own words, in French. It looks each up by the name `_` or `ngettext` of its modules.

A catalogue of gettext would do it too, but follows the language of the session: the kiosk's
technician reads French on any machine.
"""

from click import core, decorators, exceptions, formatting, parser, termui, types

WORDS = {
    # Help.
    "Usage:": "Utilisation :",
    "Options": "Options ",
    "Commands": "Commandes ",
    "Positional arguments": "Arguments ",
    "Show this message and exit.": "Montrer cette aide.",
    "Show the version and exit.": "Dire la version.",
    "default: {default}": "par défaut : {default}",
    "required": "obligatoire",
    "(dynamic)": "(selon la machine)",
    "env var: {var}": "variable : {var}",
    "deprecated": "à ne plus employer",
    "file": "fichier",
    "directory": "dossier",
    "path": "chemin",
    # What was typed.
    "Error: {message}": "Erreur : {message}",
    "Try '{command} {option}' for help.": "Pour de l’aide : {command} {option}",
    "Invalid value: {message}": "valeur refusée : {message}",
    "Invalid value for {param_hint}: {message}": "valeur refusée pour {param_hint} : {message}",
    "Missing command.": "il manque la commande.",
    "Missing argument": "il manque l’argument",
    "Missing option": "il manque l’option",
    "Missing parameter": "il manque le paramètre",
    "Missing parameter: {param_name}": "il manque le paramètre {param_name}",
    "Missing {param_type}": "il manque {param_type}",
    "No such option {name!r}.": "l’option « {name} » n’existe pas.",
    "No such command {name!r}.": "la commande « {name} » n’existe pas.",
    "Did you mean {possibility}?": "Était-ce {possibility} ?",
    "(Did you mean one of: {possibilities}?)": "(Était-ce une de celles-ci : {possibilities} ?)",
    "Got unexpected extra argument ({args})": "il y a un argument de trop ({args}).",
    "Got unexpected extra arguments ({args})": "il y a des arguments de trop ({args}).",
    "Option {name!r} does not take a value.": "l’option « {name} » ne prend pas de valeur.",
    "Option {name!r} requires an argument.": "l’option « {name} » demande une valeur.",
    "Option {name!r} requires {nargs} arguments.": ("l’option « {name} » demande {nargs} valeurs."),
    "Argument {name!r} takes {nargs} values.": "l’argument « {name} » prend {nargs} valeurs.",
    "Value must be an iterable.": "il faut plusieurs valeurs.",
    "Takes {nargs} values but 1 was given.": "il faut {nargs} valeurs, et une est donnée.",
    "Takes {nargs} values but {len} were given.": "il faut {nargs} valeurs, et {len} sont données.",
    "{len_type} values are required, but {len_value} was given.": (
        "il faut {len_type} valeurs, et {len_value} est donnée."
    ),
    "{len_type} values are required, but {len_value} were given.": (
        "il faut {len_type} valeurs, et {len_value} sont données."
    ),
    "Choose from:\n\t{choices}": "Choisir parmi :\n\t{choices}",
    "{value!r} is not {choice}.": "« {value} » n’est pas {choice}.",
    "{value!r} is not one of {choices}.": "« {value} » n’est aucun de : {choices}.",
    "{value!r} is not a valid {number_type}.": "« {value} » n’est pas un {number_type} valable.",
    "{value!r} is not a valid boolean. Recognized values: {states}": (
        "« {value} » n’est ni oui ni non. Valeurs connues : {states}"
    ),
    "{value!r} is not a valid UUID.": "« {value} » n’est pas un identifiant.",
    "{value!r} does not match the format {format}.": "« {value} » ne suit pas la forme {format}.",
    "{value!r} does not match the formats {formats}.": (
        "« {value} » ne suit aucune des formes {formats}."
    ),
    "{value} is not in the range {range}.": "{value} est hors des limites : {range}.",
    # Files.
    "{name} {filename!r} does not exist.": "{name} « {filename} » : il n’existe pas.",
    "{name} {filename!r} is a file.": "{name} « {filename} » : c’est un fichier.",
    "{name} {filename!r} is a directory.": "{name} « {filename} » : c’est un dossier.",
    "{name} {filename!r} is not readable.": ("{name} « {filename} » : le droit de le lire manque."),
    "{name} {filename!r} is not writable.": ("{name} « {filename} » : le droit d’y écrire manque."),
    "{name} {filename!r} is not executable.": (
        "{name} « {filename} » : le droit de l’exécuter manque."
    ),
    "Could not open file {filename!r}: {message}": (
        "le fichier « {filename} » ne s’ouvre pas : {message}"
    ),
    "unknown error": "erreur inconnue",
    # Ctrl+C.
    "Aborted!": "Interrompu.",
}
COMMAND_METAVAR = "COMMANDE [ARGUMENTS]…"
_SPEAKERS = (core, decorators, exceptions, formatting, parser, termui, types)


def say(message: str) -> str:
    return WORDS.get(message, message)


def count(one: str, many: str, n: int) -> str:
    return say(one if abs(n) < 2 else many)


def speak_french() -> None:
    """Once in a process, before the first command is made: some words are taken then."""
    for module in _SPEAKERS:
        for name, ours in (("_", say), ("ngettext", count)):
            if hasattr(module, name):
                setattr(module, name, ours)
    types.StringParamType.name = "texte"
    types.IntParamType.name = types.FloatParamType.name = "nombre"
    types.IntRange.name = types.FloatRange.name = "nombre"
