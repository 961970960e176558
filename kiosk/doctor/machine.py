"""How the machine itself is, judged from facts: memory, heat, power, disk. Pure."""

from dataclasses import dataclass

from kiosk.domain.finding import About, Finding

MEGA, GIGA = 1_000_000, 1_000_000_000
NO_FOLDER = "Le dossier des données n’existe pas encore."

MEMORY = About("memory", "Mémoire")
TEMPERATURE = About("temperature", "Température")
POWER = About("power", "Alimentation")
DISK_SPEED = About("disk_speed", "Vitesse du disque")
ROOM = About("room", "Place sur le disque")

LEAST_MEMORY, LITTLE_MEMORY = 64 * MEGA, 200 * MEGA
MOST_OF_OURS = 500 * MEGA
WARM_C, HOT_C = 80.0, 90.0
UNDER_VOLTAGE, THROTTLED = 1 << 0, 1 << 2
UNDER_VOLTAGE_SINCE, THROTTLED_SINCE = 1 << 16, 1 << 18
"""Bits of a Raspberry Pi's own word on its power: now, and at some time since its start."""
SLOW_MS, SLOWEST_MS = 100.0, 1000.0
"""Of half the writes. A visitor waits for one before the number is shown."""
PAUSE_MS = 2000.0
LEAST_ROOM, LITTLE_ROOM = 32 * MEGA, 200 * MEGA


def size(count: int) -> str:
    """Of bytes, as people read it."""
    if count < GIGA:
        return f"{count // MEGA}\u00a0Mo"
    return f"{count / GIGA:.1f}\u00a0Go".replace(".", ",")


@dataclass(frozen=True, slots=True)
class MemoryFacts:
    """Bytes. None: the system does not say. `ours`: of the screens, where they run."""

    available: int | None
    ours: int | None = None


def memory(facts: MemoryFacts) -> Finding:
    if facts.available is None:
        return MEMORY.skipped("Le système ne dit pas sa mémoire.")
    left = f"{size(facts.available)} libres."
    if facts.available < LEAST_MEMORY:
        return MEMORY.fail(left, "Fermer les autres programmes, ou redémarrer la machine.")
    if facts.available < LITTLE_MEMORY:
        return MEMORY.warn(left, "Fermer les autres programmes. Prévoir plus de mémoire.")
    if facts.ours is not None and facts.ours > MOST_OF_OURS:
        return MEMORY.warn(
            f"L’application prend {size(facts.ours)}.",
            "La redémarrer par le menu du technicien, puis prévenir le support.",
        )
    return MEMORY.ok(left)


def temperature(celsius: float | None) -> Finding:
    """The hottest place that is measured."""
    if celsius is None:
        return TEMPERATURE.skipped("Rien ici ne mesure la température.")
    words = f"{celsius:.0f}\u00a0°C."
    fix = "Dégager les aérations, ôter la poussière, éloigner du soleil."
    if celsius >= HOT_C:
        return TEMPERATURE.fail(words, fix)
    return TEMPERATURE.warn(words, fix) if celsius >= WARM_C else TEMPERATURE.ok(words)


def power(flags: int | None) -> Finding:
    fix = "Mettre le bloc d’alimentation du fabricant, et un câble court."
    if flags is None:
        return POWER.skipped("Rien ici ne mesure l’alimentation.")
    if flags & UNDER_VOLTAGE:
        return POWER.fail("La tension est trop basse en ce moment.", fix)
    if flags & UNDER_VOLTAGE_SINCE:
        return POWER.warn("La tension a été trop basse depuis le démarrage.", fix)
    if flags & (THROTTLED | THROTTLED_SINCE):
        return POWER.warn(
            "Le processeur a été ralenti depuis le démarrage.", "Dégager les aérations."
        )
    return POWER.ok("La tension est bonne.")


@dataclass(frozen=True, slots=True)
class DiskSpeed:
    """Of some small durable writes, in ms."""

    half: float
    """Half of them took no longer."""
    slowest: float


def disk_speed(facts: DiskSpeed | str | None) -> Finding:
    """A string: why nothing could be written; None: the folder of the data is not there yet."""
    if facts is None:
        return DISK_SPEED.skipped(NO_FOLDER)
    if isinstance(facts, str):
        return DISK_SPEED.fail(
            f"Rien ne peut être écrit\u00a0: {facts}.", "Vérifier le disque et les droits."
        )
    words = f"Écriture sûre en {_ms(facts.half)}, au plus {_ms(facts.slowest)}."
    fix = "Remplacer ce disque par un plus rapide\u00a0: souvent une carte SD usée."
    if facts.half > SLOWEST_MS:
        return DISK_SPEED.fail(words, fix)
    if facts.half > SLOW_MS or facts.slowest > PAUSE_MS:
        return DISK_SPEED.warn(words, fix)
    return DISK_SPEED.ok(words)


def _ms(value: float) -> str:
    text = f"{value:.1f}" if value < 10 else f"{value:.0f}"
    return f"{text.replace('.', ',')}\u00a0ms"


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """Bytes. `held`: the room kept back for a full disk is there; None: no screen ever ran here."""

    free: int
    held: bool | None


def room(facts: RoomFacts | str | None) -> Finding:
    """A string: why it cannot be told; None: the folder of the data is not there yet."""
    if facts is None:
        return ROOM.skipped(NO_FOLDER)
    if isinstance(facts, str):
        return ROOM.fail(
            f"La place ne peut pas être lue\u00a0: {facts}.", "Vérifier le disque et les droits."
        )
    words = f"{size(facts.free)} libres."
    fix = "Libérer de la place\u00a0: vieilles copies, journaux, fichiers étrangers."
    if facts.free < LEAST_ROOM:
        return ROOM.fail(words, fix)
    if facts.held is False:
        return ROOM.warn(f"{words} La réserve de secours est rendue.", fix)
    return ROOM.warn(words, fix) if facts.free < LITTLE_ROOM else ROOM.ok(words)
