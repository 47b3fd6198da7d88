"""Screenshots: pages and messages as a shopper saw them, names made unreadable."""

from __future__ import annotations

from reports.demo.photos.canvas import WIDTH, Canvas, Colour, shade

PAGE: Colour = (255, 255, 255)
FRAME: Colour = (232, 234, 238)
GREY: Colour = (186, 190, 198)
DARK: Colour = (44, 46, 56)
TOWN: Colour = (58, 74, 110)
LINK: Colour = (38, 82, 168)
BRAND: Colour = (232, 112, 38)
COVER: Colour = (26, 26, 30)


def _browser(canvas: Canvas, address: str) -> None:
    canvas.rect((0, 0, WIDTH, 84), FRAME)
    for number, colour in enumerate(((222, 104, 94), (226, 186, 90), (110, 184, 110))):
        canvas.pen.ellipse((28 + number * 36, 32, 48 + number * 36, 52), fill=colour)
    canvas.rect((160, 20, 1120, 66), PAGE, 22)
    canvas.text(188, 30, address, 24, (104, 108, 118))


def _town_head(canvas: Canvas) -> None:
    canvas.rect((0, 84, WIDTH, 176), TOWN)
    canvas.rect((48, 104, 100, 156), (240, 200, 92), 12)
    canvas.text(120, 110, "Gemeente Waterrijk", 36, PAGE, bold=True)


def search_result(canvas: Canvas, *, topic: str = "", found: bool = True, blurred: bool = False) -> None:
    """The result page of the municipality's search box."""
    _browser(canvas, "gemeente-waterrijk.example/zoeken")
    _town_head(canvas)
    canvas.rect((60, 212, 900, 276), PAGE, 8, GREY)
    canvas.text(86, 224, topic, 34, DARK)
    canvas.rect((916, 212, 1100, 276), TOWN, 8)
    canvas.text(1008, 226, "Zoeken", 32, PAGE, bold=True, anchor="ma")
    total = canvas.dice.randint(3, 9) if found else canvas.dice.randint(24, 61)
    canvas.text(60, 304, f"{total} resultaten", 28, (110, 112, 120))
    other = [
        "Nieuws: werk aan de weg",
        "Raadsbesluit van 14 mei",
        "Jaarverslag dienstverlening",
        "Subsidie voor verenigingen",
        "Vergaderingen en stukken",
    ]
    canvas.dice.shuffle(other)
    titles = [topic.capitalize(), *other] if found else other
    for number, title in enumerate(titles[:4]):
        y = 366 + number * 130
        canvas.text(60, y, title, 34, LINK, bold=True)
        canvas.lines((60, y + 52, 60 + canvas.dice.randint(760, 1020), y + 100), 30, GREY, 13)
    _finish(canvas, blurred)


def inbox(canvas: Canvas, *, days: int = 5, ack: bool = False, reached: bool = True, blurred: bool = False) -> None:
    """A mailbox: question sent, and what came back or did not."""
    canvas.rect((0, 0, WIDTH, 96), (242, 243, 246))
    canvas.text(56, 26, "Postvak IN", 42, DARK, bold=True)
    canvas.text(1140, 34, f"{days} werkdagen later", 30, (110, 112, 120), anchor="ra")
    rows = [("Nieuwsbrief", False), ("Bevestiging van uw afspraak", False), ("Uw bestelling is onderweg", False)]
    canvas.dice.shuffle(rows)
    if ack:
        rows.insert(1, ("Gemeente Waterrijk: wij hebben uw vraag ontvangen", True))
    if reached:
        rows.insert(0, ("Gemeente Waterrijk: antwoord op uw vraag", True))
    for number, (title, ours) in enumerate(rows[:5]):
        y = 110 + number * 128
        canvas.rect((0, y, WIDTH, y + 122), (238, 242, 252) if ours else PAGE)
        canvas.pen.ellipse((50, y + 30, 112, y + 92), fill=TOWN if ours else canvas.vary((178, 176, 186), 0.2))
        canvas.text(144, y + 20, title, 32, DARK, bold=ours)
        canvas.lines((144, y + 74, 900, y + 90), 30, GREY, 13)
        canvas.pen.line((0, y + 123, WIDTH, y + 123), fill=(226, 228, 232), width=2)
    y = 110 + min(5, len(rows)) * 128 + 26
    if not reached and y < 800:
        canvas.rect((56, y, 1144, y + 84), (255, 244, 226), 10)
        canvas.text(84, y + 24, 'Zoeken op "Waterrijk": geen nieuwe berichten', 32, (120, 70, 20))
    _finish(canvas, blurred)


def reply(canvas: Canvas, *, topic: str = "", plain: bool = True, blurred: bool = False) -> None:
    """The e-mail with the answer."""
    canvas.rect((0, 0, WIDTH, 150), (242, 243, 246))
    canvas.text(56, 24, f"Antwoord: {topic.lower()}", 42, DARK, bold=True)
    canvas.text(56, 90, "Van: Gemeente Waterrijk", 30, (96, 98, 106))
    canvas.text(560, 90, "Aan:", 30, (96, 98, 106))
    canvas.rect((640, 90, 860, 126), COVER, 4)
    canvas.text(56, 190, "Beste", 34, DARK)
    canvas.rect((154, 194, 330, 230), COVER, 4)
    if plain:
        for number, head in enumerate(("Wat moet u doen?", "Wat kost het?", "Hoe lang duurt het?")):
            y = 264 + number * 172
            canvas.text(56, y, head, 34, TOWN, bold=True)
            canvas.lines((56, y + 54, 1080, y + 126), 34, GREY, 15)
    else:
        canvas.lines((56, 264, 1120, 740), 29, GREY, 15, 0.4)
    canvas.text(56, 800, "Met vriendelijke groet,", 32, DARK)
    canvas.rect((56, 848, 300, 878), COVER, 4)
    _finish(canvas, blurred)


def chat(canvas: Canvas, *, referred: bool = False, minutes: int = 2, blurred: bool = False) -> None:
    """A conversation with the chain's service desk."""
    canvas.rect((0, 0, WIDTH, 900), (246, 245, 242))
    canvas.rect((0, 0, WIDTH, 104), BRAND)
    canvas.text(56, 28, "Vonk & Draad · Chat", 42, PAGE, bold=True)
    canvas.text(1140, 36, f"{minutes} min gewacht", 30, PAGE, anchor="ra")
    own: Colour = (222, 232, 246)
    y = 140
    for number, high in enumerate((78, 112, 78, 132)):
        mine = number % 2 == 0
        left, right = (460, 1140) if mine else (60, 800)
        canvas.rect((left, y, right, y + high), own if mine else PAGE, 22)
        if number == 3:
            words = (
                ("Dat kunt u het beste in de", "winkel vragen.")
                if referred
                else ("Dan past dit model het best,", "want u gebruikt hem elke dag.")
            )
            for line, said in enumerate(words):
                canvas.text(left + 34, y + 24 + line * 44, said, 32, DARK)
        else:
            canvas.lines((left + 34, y + 26, right - 60, y + high - 18), 32, shade(GREY, -0.08), 14)
        y += high + 30
    canvas.rect((60, 804, 1140, 868), PAGE, 30, GREY)
    canvas.text(96, 818, "Typ uw bericht", 30, (150, 152, 160))
    _finish(canvas, blurred)


def return_screen(canvas: Canvas, *, login: bool = True, blurred: bool = False) -> None:
    """The page where a return begins: with or without a log-in."""
    _browser(canvas, "vonkendraad.example/retour")
    canvas.rect((0, 84, WIDTH, 170), BRAND)
    canvas.text(56, 102, "Vonk & Draad", 40, PAGE, bold=True)
    canvas.text(220, 216, "Retour aanmelden", 50, DARK, bold=True)
    fields = ("E-mailadres", "Wachtwoord") if login else ("Bestelnummer", "Postcode")
    if login:
        canvas.rect((220, 296, 980, 370), (255, 238, 232), 8)
        canvas.text(244, 314, "Log in om verder te gaan", 32, (140, 50, 20), bold=True)
    for number, label in enumerate(fields):
        y = (400 if login else 320) + number * 140
        canvas.text(220, y, label, 30, DARK)
        canvas.rect((220, y + 44, 980, y + 110), PAGE, 8, GREY)
        canvas.rect((240, y + 60, 240 + canvas.dice.randint(160, 320), y + 94), COVER, 4)
    y = 700 if login else 620
    canvas.rect((220, y, 560, y + 80), DARK, 10)
    canvas.text(390, y + 20, "Inloggen" if login else "Verder", 36, PAGE, bold=True, anchor="ma")
    if login:
        canvas.text(610, y + 22, "Wachtwoord vergeten?", 32, LINK)
    else:
        canvas.lines((220, 740, 900, 800), 32, GREY, 14)
    _finish(canvas, blurred)


def _finish(canvas: Canvas, blurred: bool) -> None:
    if blurred:
        canvas.as_photo(blurred=True, tilt=2)
