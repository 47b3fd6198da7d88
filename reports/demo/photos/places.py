"""Scenes seen with the camera of a phone: rooms, shops, paper and parcels. Never people."""

from __future__ import annotations

from reports.demo.photos.canvas import HEIGHT, WIDTH, Canvas, Colour, shade

WALLS: list[Colour] = [(226, 221, 210), (214, 222, 224), (232, 226, 216), (218, 214, 222), (222, 226, 214)]
FLOORS: list[Colour] = [(150, 136, 120), (132, 134, 138), (166, 148, 122), (120, 116, 112)]
SEATS: list[Colour] = [(72, 98, 122), (142, 84, 60), (88, 112, 88), (92, 86, 108)]
WOODS: list[Colour] = [(164, 124, 84), (190, 158, 116), (138, 104, 76), (208, 196, 178)]
CARDBOARD: list[Colour] = [(190, 152, 108), (178, 140, 98), (204, 168, 124)]
INK: Colour = (40, 38, 44)
PAPER: Colour = (250, 249, 245)
BRAND: Colour = (232, 112, 38)


def _room(canvas: Canvas, horizon: int = 640) -> None:
    wall, floor = canvas.vary(canvas.dice.choice(WALLS), 0.05), canvas.dice.choice(FLOORS)
    canvas.slope((0, 0, WIDTH, horizon), shade(wall, 0.12), shade(wall, -0.08))
    canvas.slope((0, horizon, WIDTH, HEIGHT), shade(floor, 0.14), shade(floor, -0.16))
    canvas.rect((0, horizon - 14, WIDTH, horizon + 4), shade(wall, -0.28))
    for number in range(-2, 16):
        x = number * 110 + canvas.dice.randint(-6, 6)
        canvas.pen.line((x, HEIGHT, 600 + (x - 600) * 0.55, horizon + 4), fill=shade(floor, -0.08), width=3)


def number_display(canvas: Canvas, *, works: bool = True, blurred: bool = False) -> None:
    """The screen above the counters: a number and a counter, or black."""
    _room(canvas, 760)
    left, top = canvas.dice.randint(190, 290), canvas.dice.randint(90, 150)
    box = (left, top, left + 700, top + 440)
    canvas.rect((left + 320, 0, left + 380, top), (70, 72, 76))
    canvas.shadow((left + 16, top + 22, left + 730, top + 474), 30, 120)
    canvas.rect(box, (30, 32, 36), 18)
    screen: Colour = (14, 44, 54) if works else (22, 23, 26)
    canvas.rect((left + 22, top + 22, left + 678, top + 418), screen, 6)
    if works:
        letter = canvas.dice.choice("ABC")
        rows = sorted((canvas.dice.randint(10, 89) for _ in range(4)), reverse=True)
        canvas.text(left + 60, top + 46, "Nummer", 34, (160, 205, 210))
        canvas.text(left + 420, top + 46, "Balie", 34, (160, 205, 210))
        for number, row in enumerate(rows):
            y = top + 112 + number * 76
            colour: Colour = (255, 214, 92) if number == 0 else (214, 234, 236)
            canvas.text(left + 60, y, f"{letter}{row:03}", 58, colour, bold=True)
            canvas.text(left + 450, y, str(canvas.dice.randint(1, 6)), 58, colour, bold=True)
    else:
        canvas.poly(
            [
                (left + 120, top + 22),
                (left + 330, top + 22),
                (left + 160, top + 418),
                (left + 22, top + 418),
                (left + 22, top + 240),
            ],
            (30, 32, 36),
        )
        if canvas.dice.random() < 0.6:
            note = (left + 250, top + 170, left + 470, top + 300)
            canvas.rect(note, PAPER)
            canvas.text(left + 360, top + 205, "Scherm defect", 26, INK, bold=True, anchor="ma")
            canvas.text(left + 360, top + 248, "Let op de balie", 24, INK, anchor="ma")
    for number in range(3):
        x = 120 + number * 350 + canvas.dice.randint(-20, 20)
        canvas.rect((x, 690, x + 270, 780), canvas.vary(canvas.dice.choice(WOODS)), 8)
        canvas.rect((x + 100, 640, x + 170, 690), (236, 240, 240), 6)
        canvas.text(x + 135, 646, str(number + 1), 36, INK, bold=True, anchor="ma")
    canvas.as_photo(blurred=blurred, tilt=2)


def waiting_room(canvas: Canvas, *, clean: str = "clean", seats: bool = True, blurred: bool = False) -> None:
    """Chairs, a table and a plant; stains and leaflets when it is not clean."""
    _room(canvas, 560)
    canvas.slope((720, 70, 1110, 400), (206, 226, 240), (236, 240, 238))
    canvas.rect((905, 70, 925, 400), PAPER)
    canvas.rect((720, 225, 1110, 240), PAPER)
    canvas.rect((110, 120, 470, 350), (246, 244, 238), 4, shade((246, 244, 238), -0.2))
    canvas.lines((140, 190, 430, 330), 34, (176, 182, 190))
    canvas.text(140, 138, "Welkom", 36, (70, 84, 110), bold=True)
    seat = canvas.dice.choice(SEATS)
    count = canvas.dice.choice([3, 4, 5])
    wide = 900 / count
    for number in range(count):
        x = 90 + number * wide
        canvas.shadow((x + 4, 700, x + wide - 12, 742), 16, 90)
        canvas.rect((x, 430, x + wide - 22, 590), shade(seat, 0.06), 16)
        canvas.rect((x - 6, 590, x + wide - 16, 648), shade(seat, -0.12), 14)
        for leg in (x + 16, x + wide - 52):
            canvas.rect((leg, 648, leg + 12, 724), (96, 98, 102))
        if not seats:
            canvas.rect((x + 26, 540, x + wide - 60, 600), canvas.vary((90, 74, 66), 0.3), 18)
    _plant(canvas, 1090, 720)
    if clean != "clean":
        for _ in range(3 if clean == "fair" else 9):
            x, y = canvas.dice.randint(80, 1050), canvas.dice.randint(742, 868)
            sheet = canvas.vary(canvas.dice.choice([PAPER, (214, 196, 120), (170, 190, 206)]))
            turn = canvas.dice.randint(-14, 14)
            canvas.poly([(x, y), (x + 72, y + turn), (x + 82, y + 34 + turn), (x + 8, y + 36)], sheet)
    if clean == "dirty":
        for _ in range(5):
            x, y = canvas.dice.randint(120, 880), canvas.dice.randint(600, 640)
            size = canvas.dice.randint(14, 34)
            canvas.pen.ellipse((x, y, x + size, y + size * 0.5), fill=(78, 58, 44))
    canvas.as_photo(blurred=blurred)


def _plant(canvas: Canvas, x: int, floor: int) -> None:
    canvas.shadow((x - 60, floor - 8, x + 70, floor + 26), 14, 80)
    for _ in range(15):
        tip_x, tip_y = x + canvas.dice.randint(-120, 120), floor - canvas.dice.randint(180, 380)
        canvas.poly([(x - 8, floor - 90), (tip_x, tip_y), (x + 12, floor - 90)], canvas.vary((74, 116, 74), 0.25))
    canvas.poly([(x - 54, floor - 110), (x + 54, floor - 110), (x + 40, floor), (x - 40, floor)], (196, 188, 178))


def counter(canvas: Canvas, *, name: str = "", blurred: bool = False) -> None:
    """A counter with a sign, a screen and leaflets."""
    _room(canvas, 600)
    wood = canvas.dice.choice(WOODS)
    canvas.rect((240, 84, 960, 214), canvas.dice.choice([(58, 74, 110), (44, 96, 98), (104, 66, 110)]), 10)
    canvas.text(600, 120, name or "Informatie", 54, PAPER, bold=True, anchor="ma")
    canvas.shadow((80, 830, 1130, 880), 20, 120)
    canvas.slope((80, 500, 1120, 850), shade(wood, 0.04), shade(wood, -0.22))
    canvas.rect((50, 462, 1150, 514), shade(wood, 0.26), 10)
    for x in range(150, 1100, 150):
        canvas.pen.line((x, 514, x, 850), fill=shade(wood, -0.26), width=4)
    canvas.rect((700, 270, 960, 440), (36, 38, 42), 10)
    canvas.rect((810, 440, 850, 466), (60, 62, 66))
    canvas.slope((300, 300, 430, 462), (232, 240, 244), (208, 220, 228))
    for number in range(3):
        x = 310 + number * 38
        canvas.rect((x, 330 + number * 6, x + 34, 456), canvas.vary(canvas.dice.choice(SEATS), 0.3), 3)
    canvas.rect((520, 436, 640, 464), (60, 64, 74), 8)
    _plant(canvas, 1060, 470)
    canvas.as_photo(blurred=blurred)


def paper(canvas: Canvas, *, topic: str = "", plain: bool = True, blurred: bool = False) -> None:
    """A sheet with the answer, photographed on a table."""
    wood = canvas.dice.choice(WOODS)
    canvas.slope((0, 0, WIDTH, HEIGHT), shade(wood, 0.1), shade(wood, -0.14))
    for _ in range(40):
        y = canvas.dice.randint(0, HEIGHT)
        canvas.pen.line((0, y, WIDTH, y + canvas.dice.randint(-18, 18)), fill=canvas.vary(wood, 0.14), width=2)
    left = canvas.dice.randint(250, 350)
    canvas.shadow((left + 12, 70, left + 640, 886), 28, 130)
    canvas.rect((left, 50, left + 620, 870), PAPER, 3)
    canvas.rect((left + 56, 92, left + 128, 164), (58, 74, 110), 12)
    canvas.text(left + 150, 108, "Gemeente Waterrijk", 32, (58, 74, 110), bold=True)
    canvas.text(left + 56, 214, topic, 40, INK, bold=True)
    _letter(canvas, left + 56, 290, left + 560, plain)
    canvas.pen.line((left + 56, 760, left + 300, 764), fill=(40, 70, 160), width=5)
    canvas.as_photo(blurred=blurred, tilt=4)


def _letter(canvas: Canvas, left: int, top: int, right: int, plain: bool) -> None:
    grey: Colour = (150, 152, 158)
    if not plain:
        canvas.lines((left, top, right, top + 430), 27, grey, 13, 0.6)
        return
    for number in range(3):
        y = top + number * 140
        canvas.pen.ellipse((left, y + 2, left + 44, y + 46), fill=(58, 74, 110))
        canvas.text(left + 22, y + 6, str(number + 1), 30, PAPER, bold=True, anchor="ma")
        canvas.lines((left + 70, y, right, y + 92), 34, grey, 14)


def shop_front(canvas: Canvas, *, town: str = "", blurred: bool = False) -> None:
    """The front of a shop under its sign."""
    canvas.slope((0, 0, WIDTH, 300), canvas.vary((150, 188, 218), 0.2), (226, 234, 240))
    brick = canvas.vary(canvas.dice.choice([(150, 96, 78), (188, 176, 160), (112, 104, 104), (206, 196, 184)]))
    canvas.rect((40, 90, 1160, 760), brick)
    for y in range(96, 330, 22):
        canvas.pen.line((40, y, 1160, y), fill=shade(brick, -0.1), width=2)
    for number in range(4):
        x = 130 + number * 255
        canvas.slope((x, 116, x + 150, 236), (120, 140, 156), (176, 192, 202))
        canvas.rect((x + 72, 116, x + 80, 236), PAPER)
    canvas.rect((40, 262, 1160, 372), BRAND)
    canvas.text(600, 278, "Vonk & Draad", 66, PAPER, bold=True, anchor="ma")
    for left, right in ((80, 480), (720, 1120)):
        canvas.slope((left, 400, right, 720), (70, 88, 100), (152, 164, 170))
        for _ in range(6):
            x = canvas.dice.randint(left + 20, right - 90)
            high = canvas.dice.randint(60, 150)
            canvas.rect((x, 712 - high, x + canvas.dice.randint(40, 80), 716), canvas.vary((206, 190, 150), 0.4), 6)
        canvas.poly([(left + 60, 400), (left + 150, 400), (left + 40, 720), (left, 720), (left, 560)], (128, 146, 156))
        if canvas.dice.random() < 0.5:
            canvas.rect((left + 130, 430, left + 290, 500), (250, 214, 70), 6)
            canvas.text(
                left + 210, 444, canvas.dice.choice(["Nieuw", "Actie", "Nu hier"]), 38, INK, bold=True, anchor="ma"
            )
    canvas.slope((510, 400, 690, 760), (96, 112, 122), (180, 190, 194))
    canvas.rect((596, 400, 604, 760), (60, 62, 66))
    canvas.text(600, 700, town, 22, PAPER, anchor="ma")
    ground = canvas.vary((158, 154, 150))
    canvas.slope((0, 760, WIDTH, HEIGHT), shade(ground, 0.1), shade(ground, -0.12))
    for x in range(-200, 1400, 90):
        canvas.pen.line((x, HEIGHT, 600 + (x - 600) * 0.8, 760), fill=shade(ground, -0.12), width=3)
    canvas.as_photo(blurred=blurred, tilt=1.5)


def shelf(canvas: Canvas, *, messy: bool = False, blurred: bool = False) -> None:
    """Shelves with boxes and price cards; gaps and boxes on the floor when messy."""
    _room(canvas, 800)
    metal: Colour = (226, 228, 230)
    for row in range(3):
        floor = 270 + row * 240
        canvas.slope((60, floor - 210, 1140, floor), (186, 190, 194), (206, 208, 210))
        x = 80
        while x < 1050:
            wide, high = canvas.dice.randint(74, 150), canvas.dice.randint(90, 186)
            if canvas.dice.random() > (0.42 if messy else 0.05):
                body = canvas.vary(
                    canvas.dice.choice([(246, 246, 244), (52, 54, 60), (90, 120, 150), BRAND, (110, 150, 120)])
                )
                lean = canvas.dice.randint(-22, 22) if messy else 0
                canvas.poly(
                    [
                        (x + lean, floor - high),
                        (x + wide + lean, floor - high + lean / 3),
                        (x + wide, floor),
                        (x, floor),
                    ],
                    body,
                )
                canvas.rect((x + 12, floor - high * 0.55, x + wide - 14, floor - high * 0.45), shade(body, 0.35), 4)
            x += wide + canvas.dice.randint(6, 20)
        canvas.rect((50, floor, 1150, floor + 26), metal)
        for tag in range(90, 1100, 170):
            if canvas.dice.random() > (0.4 if messy else 0.02):
                canvas.rect((tag, floor + 2, tag + 84, floor + 24), (255, 232, 120), 3)
    if messy:
        for _ in range(4):
            x, y = canvas.dice.randint(80, 950), canvas.dice.randint(780, 830)
            canvas.shadow((x, y + 40, x + 170, y + 80), 12, 90)
            canvas.poly(
                [(x, y), (x + 150, y - 26), (x + 170, y + 50), (x + 16, y + 70)],
                canvas.vary(canvas.dice.choice(CARDBOARD)),
            )
    canvas.as_photo(blurred=blurred)


def receipt(canvas: Canvas, *, cents: int = 9900, product: str = "", blurred: bool = False) -> None:
    """A till receipt on a table, the card number covered."""
    wood = canvas.vary(canvas.dice.choice(WOODS), 0.15)
    canvas.slope((0, 0, WIDTH, HEIGHT), shade(wood, 0.12), shade(wood, -0.18))
    left = canvas.dice.randint(340, 460)
    canvas.shadow((left + 14, 40, left + 440, 890), 26, 140)
    canvas.rect((left, 24, left + 420, 876), (252, 251, 247))
    for x in range(left, left + 420, 20):
        canvas.poly([(x, 876), (x + 10, 890), (x + 20, 876)], (252, 251, 247))
    canvas.text(left + 210, 64, "Vonk & Draad", 40, INK, bold=True, anchor="ma")
    canvas.lines((left + 110, 126, left + 310, 168), 24, (168, 168, 168), 10, 0.7)
    vat = round(cents * 21 / 121)
    rows = [(product.capitalize(), cents), ("Bezorgen", 0), ("Waarvan btw 21%", vat)]
    for number, (name, amount) in enumerate(rows):
        y = 226 + number * 58
        canvas.text(left + 36, y, name, 27, INK)
        canvas.text(left + 384, y, _euro(amount), 27, INK, anchor="ra")
    canvas.pen.line((left + 36, 424, left + 384, 424), fill=INK, width=3)
    canvas.text(left + 36, 446, "Totaal", 40, INK, bold=True)
    canvas.text(left + 384, 446, f"€ {_euro(cents)}", 40, INK, bold=True, anchor="ra")
    canvas.text(left + 36, 530, "Betaald met pas", 27, INK)
    canvas.rect((left + 30, 574, left + 390, 622), (26, 26, 30), 4)
    for x in range(left + 60, left + 360, 9):
        canvas.rect((x, 690, x + canvas.dice.choice([2, 3, 5]), 790), INK)
    canvas.text(left + 210, 812, "Ruilen binnen 30 dagen", 24, INK, anchor="ma")
    canvas.as_photo(blurred=blurred, tilt=5)


def _euro(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"


def parcel(canvas: Canvas, *, state: str = "intact", near: bool = False, blurred: bool = False) -> None:
    """A box on the door mat: whole, dented or torn; the address is covered."""
    _room(canvas, 420 if not near else 260)
    canvas.rect((90, 640 if not near else 560, 1110, 890), canvas.vary((86, 82, 76)), 12)
    body = canvas.vary(canvas.dice.choice(CARDBOARD))
    grow = 1.3 if near else 1.0
    left, right = 600 - 310 * grow, 600 + 230 * grow
    top, bottom = 800 - 400 * grow, 820
    side = 130 * grow
    canvas.shadow((left - 10, bottom - 30, right + side, bottom + 36), 30, 150)
    dent = 70 * grow if state != "intact" else 0
    canvas.poly(
        [(left, top), (left + side, top - 90), (right + side, top - 90), (right, top + dent * 0.4)], shade(body, 0.2)
    )
    canvas.poly(
        [
            (right, top + dent * 0.4),
            (right + side, top - 90),
            (right + side - dent * 0.3, bottom - 110),
            (right, bottom),
        ],
        shade(body, -0.26),
    )
    canvas.poly([(left, top), (right - dent, top), (right, top + dent), (right, bottom), (left, bottom)], body)
    if state != "intact":
        canvas.poly(
            [(right - dent, top), (right, top + dent), (right - dent * 0.9, top + dent * 0.8)], shade(body, -0.32)
        )
    tape = (left + (right - left) * 0.44, left + (right - left) * 0.56)
    canvas.rect((tape[0], top, tape[1], bottom), shade(body, 0.34))
    canvas.rect((left + 40, bottom - 210, left + 230, bottom - 90), PAPER, 4)
    canvas.rect((left + 54, bottom - 196, left + 216, bottom - 150), (24, 24, 28), 3)
    canvas.lines((left + 54, bottom - 136, left + 200, bottom - 100), 20, (160, 160, 164), 9)
    canvas.text(right - 200, bottom - 92, "Vonk & Draad", 30, shade(body, -0.6), bold=True)
    if state == "broken":
        x, y = left + 110 * grow, top + 40 * grow
        tear = [(x, y), (x + 90, y - 30), (x + 170, y + 30), (x + 130, y + 110), (x + 40, y + 130), (x - 30, y + 60)]
        canvas.poly(tear, (44, 36, 30))
        canvas.poly([(x + 170, y + 30), (x + 236, y + 76), (x + 130, y + 110)], shade(body, 0.3))
    canvas.as_photo(blurred=blurred)


def return_slip(canvas: Canvas, *, login: bool = False, blurred: bool = False) -> None:
    """A printed return slip with a bar code."""
    wood = canvas.dice.choice(WOODS)
    canvas.slope((0, 0, WIDTH, HEIGHT), shade(wood, 0.08), shade(wood, -0.16))
    canvas.shadow((202, 150, 1010, 790), 26, 130)
    canvas.rect((190, 130, 990, 770), PAPER, 4)
    canvas.rect((190, 130, 990, 220), BRAND, 4)
    canvas.text(226, 150, "Retourbon", 46, PAPER, bold=True)
    canvas.text(954, 158, "Vonk & Draad", 32, PAPER, anchor="ra")
    canvas.rect((230, 260, 560, 390), (24, 24, 28), 4)
    canvas.lines((620, 266, 940, 390), 34, (158, 160, 166), 14)
    for x in range(240, 920, 11):
        canvas.rect((x, 460, x + canvas.dice.choice([3, 4, 7]), 640), INK)
    canvas.text(
        580, 664, f"R {canvas.dice.randint(1000, 9999)} {canvas.dice.randint(1000, 9999)}", 36, INK, anchor="ma"
    )
    canvas.as_photo(blurred=blurred, tilt=4)
