"""A small drawing board: shapes, words, and what makes a drawing look like a photograph."""

from __future__ import annotations

import random
from functools import cache
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 1200, 900
Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]
FONTS = {False: ("Inter-Medium.otf", "DejaVuSans.ttf"), True: ("Inter-Bold.otf", "DejaVuSans-Bold.ttf")}


@cache
def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A sans-serif font of the machine, or the one Pillow carries."""
    for name in FONTS[bold]:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


def shade(colour: Colour, by: float) -> Colour:
    """The colour, lighter (``by`` above 0, up to 1) or darker (down to -1)."""
    towards = 255 if by > 0 else 0
    red, green, blue = (round(part + (towards - part) * abs(by)) for part in colour)
    return red, green, blue


class Canvas:
    """A picture of 1200 by 900 under construction; ``dice`` varies what the scene leaves open."""

    def __init__(self, seed: str, ground: Colour) -> None:
        self.dice = random.Random(f"photo:{seed}")
        self.image = Image.new("RGB", (WIDTH, HEIGHT), ground)
        self.pen = ImageDraw.Draw(self.image)

    def vary(self, colour: Colour, by: float = 0.08) -> Colour:
        """A colour a little lighter or darker."""
        return shade(colour, self.dice.uniform(-by, by))

    def rect(self, box: Box, colour: Colour, radius: float = 0, edge: Colour | None = None) -> None:
        """A rectangle, with round corners when wished."""
        self.pen.rounded_rectangle(box, radius, fill=colour, outline=edge, width=2 if edge else 0)

    def slope(self, box: Box, top: Colour, bottom: Colour) -> None:
        """A rectangle that fades from ``top`` to ``bottom``."""
        left, upper, right, lower = (round(side) for side in box)
        fade = Image.linear_gradient("L").resize((right - left, lower - upper))
        size = fade.size
        self.image.paste(
            Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), fade), (left, upper)
        )

    def poly(self, points: list[tuple[float, float]], colour: Colour) -> None:
        """A filled shape."""
        self.pen.polygon(points, fill=colour)

    def shadow(self, box: Box, soft: int = 18, strength: int = 90, radius: float = 10) -> None:
        """A soft shadow where something stands."""
        mask = Image.new("L", (WIDTH // 4, HEIGHT // 4), 0)
        ImageDraw.Draw(mask).rounded_rectangle([side / 4 for side in box], radius / 4, fill=strength)
        mask = mask.filter(ImageFilter.GaussianBlur(soft / 4)).resize((WIDTH, HEIGHT))
        self.image.paste((18, 16, 20), (0, 0), mask)

    def text(
        self, x: float, y: float, words: str, size: int, colour: Colour, *, bold: bool = False, anchor: str = "la"
    ) -> None:
        """Words at a place; ``anchor`` as Pillow has it."""
        self.pen.text((x, y), words, fill=colour, font=font(size, bold), anchor=anchor)

    def lines(self, box: Box, step: float, colour: Colour, thick: float = 12, last: float = 0.5) -> None:
        """Grey bars where small print would stand."""
        left, top, right, bottom = box
        y = top
        while y + thick <= bottom:
            share = last if y + step + thick > bottom else self.dice.uniform(0.82, 1)
            self.rect((left, y, left + (right - left) * share, y + thick), colour, thick / 2)
            y += step

    def as_photo(self, *, blurred: bool = False, tilt: float = 1.2) -> None:
        """Turn the drawing into a snapshot: held by hand, uneven light, a little grain."""
        angle = self.dice.uniform(-tilt, tilt)
        turned = self.image.rotate(angle, Image.Resampling.BILINEAR, fillcolor=self.image.getpixel((4, 4)))
        margin = 26
        self.image = turned.resize(
            (WIDTH, HEIGHT), Image.Resampling.BILINEAR, (margin, margin, WIDTH - margin, HEIGHT - margin)
        )
        self.image = ImageChops.multiply(self.image, _light(self.dice.randrange(4)))
        self.image = self.image.filter(ImageFilter.GaussianBlur(9 if blurred else 0.8))
        self.image = Image.blend(self.image, _grain(), 0.045)
        self.pen = ImageDraw.Draw(self.image)

    def jpeg(self) -> bytes:
        """The picture as a JPEG file, without any metadata."""
        out = BytesIO()
        self.image.save(out, "JPEG", quality=82)
        return out.getvalue()


@cache
def _light(corner: int) -> Image.Image:
    """Brighter towards one corner, darker at the edges."""
    ramp = Image.radial_gradient("L").resize((WIDTH * 2, HEIGHT * 2))
    x, y = (corner % 2) * WIDTH // 2 + WIDTH // 4, (corner // 2) * HEIGHT // 2 + HEIGHT // 4
    part = ramp.crop((x, y, x + WIDTH, y + HEIGHT)).point([255 - value // 3 for value in range(256)])
    return Image.merge("RGB", (part, part, part))


@cache
def _grain() -> Image.Image:
    noise = Image.effect_noise((WIDTH, HEIGHT), 70)
    return Image.merge("RGB", (noise, noise, noise))
