"""What the server last answered, told to a technician."""

from typing import assert_never

from kiosk.storage.sync_notes import Note, Standing


def standing_words(note: Note, server: str = "Le serveur") -> str:
    match note.standing:
        case Standing.REACHED:
            return f"{server} répond."
        case Standing.UNREACHABLE:
            return f"{server} {note.detail}"
        case Standing.BUSY:
            return f"{server} est occupé et demande d’attendre {note.detail} s."
        case Standing.REFUSED:
            return f"{server} {_refusal(note.detail)}"
        case Standing.REWOUND:
            return f"{server} est revenu en arrière, à l’événement {note.detail}. Recommencer."
        case Standing.FORKED:
            return (
                f"{server} tient d’autres événements que cette borne (jusqu’à {note.detail}) : "
                "son disque a été copié ou restauré. Elle redit tout dans un nouveau journal, rien "
                "n’est perdu. Vérifier qu’aucune autre machine n’a le même disque."
            )
        case _:
            assert_never(note.standing)


def _refusal(detail: str) -> str:
    """`413 : why`; a server of ours always says why."""
    status, _, reason = detail.partition(" : ")
    if status == "401" and reason:
        return "ne connaît pas cette borne. L’inscrire : borne enroll ADRESSE CODE."
    if reason:
        return f"refuse l’envoi ({detail})."
    return (
        f"a répondu {status} sans dire pourquoi. Vérifier que c’est l’adresse d’un serveur Borne."
    )
