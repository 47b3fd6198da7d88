"""Photographs for the demo, drawn by program: the same seed brings the same picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reports.demo.authoring import t
from reports.demo.photos import places, screens
from reports.demo.photos.canvas import Canvas
from reports.demo.story import Text

SCENES: dict[str, Callable[..., None]] = {
    "chat": screens.chat,
    "counter": places.counter,
    "inbox": screens.inbox,
    "number_display": places.number_display,
    "paper": places.paper,
    "parcel": places.parcel,
    "receipt": places.receipt,
    "reply": screens.reply,
    "return_screen": screens.return_screen,
    "return_slip": places.return_slip,
    "search_result": screens.search_result,
    "shelf": places.shelf,
    "shop_front": places.shop_front,
    "waiting_room": places.waiting_room,
}


def render(scene: str, seed: str, **detail: Any) -> bytes:
    """One picture of 1200 by 900 as JPEG without metadata; ``KeyError`` for an unknown scene.

    ``detail`` says what is to be seen (``works``, ``clean``, ``state`` …) and may hold ``blurred``.
    """
    canvas = Canvas(seed, (255, 255, 255))
    SCENES[scene](canvas, **detail)
    return canvas.jpeg()


def caption(scene: str, **detail: Any) -> Text:
    """What is to be seen, in both languages."""
    if scene == "number_display":
        return (
            t("Nummerscherm", "Number display") if detail.get("works") else t("Nummerscherm uit", "Number display off")
        )
    if scene == "inbox" and not detail.get("reached", True):
        return t(f"Geen antwoord na {detail['days']} werkdagen", f"No answer after {detail['days']} working days")
    if scene == "inbox":
        return (
            t("Ontvangstbericht en antwoord", "Receipt message and answer")
            if detail.get("ack")
            else t("Geen ontvangstbericht", "No confirmation message")
        )
    if scene == "parcel" and detail.get("state") != "intact":
        return t("Pakket beschadigd", "Damaged parcel")
    if scene == "return_screen" and detail.get("login"):
        return t("Inlogscherm bij de retour", "Log-in screen of the return")
    if scene == "search_result":
        return t(f"Zoekresultaat “{detail['topic']}”", f"Search result “{detail['topic']}”")
    return CAPTIONS[scene]


CAPTIONS: dict[str, Text] = {
    "chat": t("Gesprek in de chat", "Chat conversation"),
    "counter": t("Balie", "Counter"),
    "paper": t("Antwoord op papier", "Answer on paper"),
    "parcel": t("Pakket", "Parcel"),
    "receipt": t("Bon", "Receipt"),
    "reply": t("Antwoord per e-mail", "Answer by e-mail"),
    "return_screen": t("Retour aanmelden", "Registering the return"),
    "return_slip": t("Retourbon", "Return slip"),
    "shelf": t("Afdeling", "Department"),
    "shop_front": t("Voorgevel", "Shop front"),
    "waiting_room": t("Wachtruimte", "Waiting area"),
}
