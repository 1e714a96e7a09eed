"""Makes PDFs of letters in their published layout, and tells what is to be read from them.

Needs fpdf2. The contents are invented; only the headings, labels and lead-ins are those of every letter.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Literal

from attrs import Factory, define, frozen
from fpdf import FPDF
from PIL import Image

WIDTH, HEIGHT, MARGIN = 612.0, 792.0, 72.0
SIZE = 12.0
STEP = 13.8
"""From one line of a paragraph to the next."""
GAP = 27.6
"""From one paragraph to the next."""
CELL_PAD, CELL_STEP, CELL_SIZE = 5.4, 12.6, 11.0

Run = tuple[str, bool]
"""Words, and whether they are bold."""


@frozen
class Paragraph:
    """Words that are set in lines."""

    runs: Sequence[Run]
    gap: float = GAP
    """How far down it starts from the last line above."""
    centered: bool = False
    new_page: bool = False
    """Whether it starts on a new page, whatever room there is."""


@frozen
class Table:
    """A table, row by row; each cell is a list of lines."""

    rows: Sequence[Sequence[Sequence[str]]]
    rules: Literal["segments", "boxes", "none"] = "segments"
    """Thin filled boxes from corner to corner as in the published letters, or an outline of each cell."""
    order: Literal["rows", "columns"] = "rows"
    """In which order the cells are drawn."""
    valign: Literal["top", "middle", "bottom"] = "top"
    widths: Sequence[float] = (107.0, 150.0, 98.0, 124.0)


def plain(text: str, *, gap: float = GAP, new_page: bool = False) -> Paragraph:
    return Paragraph([(text, False)], gap=gap, new_page=new_page)


def heading(text: str) -> Paragraph:
    return Paragraph([(text, True)], centered=True)


def labeled(label: str, text: str) -> Paragraph:
    return Paragraph([(f"{label} ", True), (text, False)])


@define
class Press:
    """Sets pieces on pages, and keeps the text that is to be read from them."""

    bottom: float = MARGIN
    foot: str = ""
    """A line at the foot of each page, in which "#" is the page's number."""
    head: str = ""
    """The same for a line at the head of each page."""
    stamp: str = ""
    """The same for a head that is drawn last, as programs do that stamp what others made."""
    watermark: str = ""
    """What is written across each page from corner to corner, and up its right margin."""
    pdf: FPDF = Factory(lambda: FPDF(unit="pt", format=(WIDTH, HEIGHT)))
    pages: list[list[str]] = Factory(list[list[str]])
    """The lines of each page; an empty one for each gap."""
    begins: list[bool] = Factory(list[bool])
    """Whether each page's first line begins a paragraph."""
    base: float = 0.0
    """The last baseline, counted from the top."""

    def __attrs_post_init__(self) -> None:
        self.pdf.set_auto_page_break(False)
        self.turn_page()

    @property
    def text(self) -> str:
        """What is to be read, but for empty lines before page breaks."""
        return "\f".join("".join(f"{line}\n" for line in page) for page in self.pages)

    def data(self) -> bytes:
        """The PDF. Nothing can be set after that."""
        self._close_page()
        return bytes(self.pdf.output())

    def set(self, *pieces: Paragraph | Table) -> Press:
        for piece in pieces:
            if isinstance(piece, Table):
                self._table(piece)
            else:
                self._paragraph(piece)
        return self

    def turn_page(self) -> None:
        if self.pages:
            self._close_page()
        self.pdf.add_page()
        self.pages.append([])
        self.base = MARGIN - 3.0
        if self.head:
            head = self.head.replace("#", str(len(self.pages)))
            self.pdf.set_font("times", "", SIZE)
            self.pdf.text(MARGIN, 36, head)

    def _close_page(self) -> None:
        self.pdf.set_font("times", "", SIZE)
        if self.stamp:
            self.pdf.text(MARGIN, 36, self.stamp.replace("#", str(len(self.pages))))
        if self.watermark:
            for x, y, angle in ((150.0, 600.0, 45.0), (WIDTH - 20.0, 500.0, 90.0)):
                with self.pdf.rotation(angle, x, y):
                    self.pdf.text(x, y, self.watermark)
        if self.foot:
            foot = self.foot.replace("#", str(len(self.pages)))
            self.pages[-1] += "", foot
            self.pdf.set_font("times", "", SIZE)
            self.pdf.text(MARGIN, HEIGHT - 36, foot)

    def logo(self) -> Press:
        """Shapes in the upper right corner."""
        self.pdf.set_fill_color(180)
        self.pdf.polygon([(470, 40), (500, 25), (530, 40)], style="F")
        for x in (475, 490, 505, 520):
            self.pdf.rect(x, 42, 5, 18, style="F")
        self.pdf.ellipse(440, 30, 20, 20, style="D")
        return self

    def _paragraph(self, paragraph: Paragraph) -> None:
        for number, words in enumerate(self._wrapped(paragraph.runs)):
            down = STEP if number else paragraph.gap
            full = self.base + down > HEIGHT - self.bottom
            if self.pages[-1] and (full or (paragraph.new_page and not number)):
                self.turn_page()
            page = self.pages[-1]
            if not page:
                self.begins.append(not number)
            elif not number and paragraph.gap > STEP:
                page.append("")
            self.base += down if page else STEP
            page.append("".join(word for word, _ in words).strip())
            self._draw(words, centered=paragraph.centered)

    def _wrapped(self, runs: Sequence[Run]) -> list[list[Run]]:
        """The runs in lines. A line ends at a blank or behind a hyphen."""
        lines: list[list[Run]] = [[]]
        room = WIDTH - 2 * MARGIN
        for text, bold in runs:
            for word in re.findall(r"[^\s-]*-+(?=\w)|\S+\s*", text):
                if lines[-1] and self._wide(word.rstrip(), bold) > room:
                    lines.append([])
                    room = WIDTH - 2 * MARGIN
                lines[-1].append((word, bold))
                room -= self._wide(word, bold)
        return lines

    def _draw(self, words: Sequence[Run], *, centered: bool) -> None:
        wide = sum(self._wide(word, bold) for word, bold in words)
        x = (WIDTH - wide) / 2 if centered else MARGIN
        for word, bold in words:
            wide = self._wide(word, bold)
            self.pdf.text(x, self.base, word)
            x += wide

    def _wide(self, text: str, bold: bool) -> float:
        self.pdf.set_font("times", "B" if bold else "", SIZE)
        return self.pdf.get_string_width(text)

    def _table(self, table: Table) -> None:
        if self.pages[-1]:
            self.pages[-1].append("")
            self.base += STEP
        else:
            self.begins.append(True)
        edges = [MARGIN - CELL_PAD + sum(table.widths[:n]) for n in range(len(table.widths) + 1)]
        cells: list[tuple[int, int, float, Sequence[str]]] = []
        for number, row in enumerate(table.rows):
            lines = max(len(cell) for cell in row)
            high = lines * CELL_STEP + 0.6
            for column, cell in enumerate(row):
                right = edges[-1] if column == len(row) - 1 else edges[column + 1]
                self._rules(table.rules, edges[column], right, high, shaded=0 if column % 2 else lines)
                spare = (lines - len(cell)) * CELL_STEP
                down = {"top": 0.0, "middle": spare / 2, "bottom": spare}[table.valign]
                cells.append((number, column, self.base + down + 10.4, cell))
            self.base += high
            self.pages[-1].append(" ".join(" ".join(cell) for cell in row).strip())
        if table.order == "columns":
            cells.sort(key=lambda cell: (cell[1], cell[0]))
        for _, column, base, cell in cells:
            self.pdf.set_font("helvetica", "" if column % 2 else "B", CELL_SIZE)
            for number, line in enumerate(cell):
                self.pdf.text(edges[column] + CELL_PAD, base + number * CELL_STEP, line)

    def _rules(self, kind: str, left: float, right: float, high: float, *, shaded: int) -> None:
        """What is drawn of a cell. Shading lies behind each line of a label, so its edges are no rules."""
        self.pdf.set_fill_color(224)
        for number in range(shaded):
            top = self.base + 1 + number * CELL_STEP
            self.pdf.rect(left + CELL_PAD, top, 80, CELL_STEP - 1, style="F")
        self.pdf.set_fill_color(0)
        if kind == "boxes":
            self.pdf.rect(left, self.base, right - left, high)
        elif kind == "segments":
            for x, y, wide, tall in (
                (left, self.base, right - left, 0.5),
                (left, self.base + high, right - left, 0.5),
                (left, self.base, 0.5, high),
                (right, self.base, 0.5, high),
            ):
                self.pdf.rect(x, y, wide, tall, style="F")


def header(
    rules: Literal["segments", "boxes", "none"] = "segments",
    order: Literal["rows", "columns"] = "rows",
    valign: Literal["top", "middle", "bottom"] = "top",
) -> Table:
    """The table at the head of a letter. One label is too wide for its cell."""
    rows = [
        [["Case Number:"], ["CM17-0000123"]],
        [["Date Assigned:"], ["01/20/2017"], ["Date of Injury:"], ["03/04/2015"]],
        [["Decision Date:"], ["02/14/2017"], ["UR Denial Date:"], ["12/30/2016"]],
        [["Priority:"], ["Standard"], ["Application", "Received:"], ["01/18/2017"]],
    ]
    return Table(rows, rules, order, valign)


def issue(request: str, decision: str, guideline: str, rationale: str) -> list[Paragraph]:
    return [
        labeled(f"{request}:", decision),
        labeled("Claims Administrator guideline:", guideline),
        labeled("MAXIMUS guideline:", guideline),
        labeled("Decision rationale:", rationale),
    ]


LETTER: list[Paragraph | Table] = [
    header(),
    heading("HOW THE IMR FINAL DETERMINATION WAS MADE"),
    plain(
        "MAXIMUS Federal Services sent the complete case file to an expert reviewer. The reviewer has "
        "worked in a busy orthopedic practice for many years, knows none of the parties, and was picked "
        "for long experience with injuries of the hand and the wrist like the one at issue."
    ),
    plain("The Expert Reviewer has the following credentials:"),
    plain("State(s) of Licensure: California, Oregon", gap=STEP),
    plain("Certification(s)/Specialty: Orthopedic Surgery", gap=STEP),
    heading("CLINICAL CASE SUMMARY"),
    plain(
        "The expert reviewer developed the following clinical case summary based on a review of the case "
        "file, including all medical records:"
    ),
    plain(
        "The injured worker is a 52 year old male carpenter who cut the flexor tendons of his left hand "
        "with a band saw on 03-04-2015. A surgeon repaired them within the week. He wore a splint for six "
        "weeks and then went through a first course of therapy, after which the ring finger still bent "
        "only halfway. The diagnoses include flexor tendon laceration and post-traumatic stiffness. An "
        "anti-inflammatory cream did little for him. In November the surgeon measured his grip at half "
        "that of the right hand and asked for more therapy, a night-time splint and a re-examination."
    ),
    heading("IMR ISSUES, DECISIONS AND RATIONALES"),
    plain("The Final Determination was based on decisions for the disputed items/services set forth below:"),
    *issue(
        "Occupational therapy for the left hand with a certified hand therapist, two sessions a week for "
        "the next eight weeks, to include scar massage, passive and active range-of-motion exercises",
        "Overturned",
        "Decision based on MTUS Forearm, Wrist, and Hand Complaints 2004, Section(s): Initial Care.",
        "The first course of therapy gained forty degrees of motion, and the gains went on until its last "
        "week. A stiff finger keeps a carpenter from holding his tools. The surgeon states goals that can "
        "be measured and a plan to go on at home. The request is medically necessary.",
    ),
    *issue(
        "Paraffin bath unit for home use, left hand",
        "Upheld",
        "Decision based on MTUS Chronic Pain Medical Treatment 2016, Section(s): Physical medicine.",
        "Heat before exercise is of use, but nothing shows that a warm-water basin would not serve as well "
        "as the unit. No therapist has tried it with him, and the file does not say how long he would need "
        "it. The request is not medically necessary.",
    ),
    *issue(
        "Static progressive splint, ring finger",
        "Upheld",
        "Decision based on MTUS Forearm, Wrist, and Hand Complaints 2004, Section(s): Summary.",
        "The splint he has may still be adjusted, which the therapist offered to do. The request is not "
        "medically necessary.",
    ),
]
"""About two pages."""


_WORDS = ["".join(words for words, _ in piece.runs) for piece in LETTER if isinstance(piece, Paragraph)]
_DECIDED = [words.rpartition(": ") for words in _WORDS if words.endswith((": Upheld", ": Overturned"))]
DECIDED = [(request, decision) for request, _, decision in _DECIDED]
"""The letter's requests, each with its decision."""
RATIONALES = [words.partition(": ")[2] for words in _WORDS if words.startswith("Decision rationale:")]


def letter(bottom: float = MARGIN, foot: str = "", head: str = "") -> Press:
    """A whole letter; a higher bottom margin moves its page breaks."""
    return Press(bottom, foot, head).logo().set(*LETTER)


def locked_pdf(*, user_password: str) -> bytes:
    """A letter that may not be copied from. Published ones have an empty user password."""
    press = letter()
    press.pdf.set_encryption(owner_password="owner", user_password=user_password, permissions=0)
    return press.data()


def readable_pdf() -> bytes:
    """A letter whose pages are not compressed, so that a mutation reaches what they say."""
    press = letter()
    press.pdf.set_compression(False)
    return press.data()


def scanned_pdf(pages: int = 1) -> bytes:
    """Pages that are pictures."""
    pdf = FPDF(unit="pt", format=(WIDTH, HEIGHT))
    picture = Image.linear_gradient("L")
    for _ in range(pages):
        pdf.add_page()
        pdf.image(picture, 0, 0, WIDTH, HEIGHT)
    return bytes(pdf.output())


def paged_pdf(pages: int) -> bytes:
    """Pages with one line each."""
    press = Press()
    for page in range(1, pages + 1):
        press.set(plain(f"Leaf {page}", new_page=True))
    return press.data()


def raw_pdf(*contents: bytes, page: bytes = b"", font: bytes = b"", objects: Sequence[bytes] = ()) -> bytes:
    """A PDF by hand, one page for each content stream.

    Args:
        contents: the content streams; the font is /F.
        page: further entries of each page.
        font: further entries of the font.
        objects: further objects, from number 4 on.
    """
    first = 4 + len(objects)
    kids = b" ".join(b"%d 0 R" % (first + 2 * index) for index in range(len(contents)))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d /MediaBox [0 0 612 792] >>" % (kids, len(contents)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman %s >>" % font,
        *objects,
    ]
    for content in contents:
        number = len(bodies) + 2
        bodies.append(
            b"<< /Type /Page /Parent 2 0 R /Resources << /Font << /F 3 0 R >> >> /Contents %d 0 R %s >>"
            % (number, page)
        )
        bodies.append(stream(content))
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places: list[int] = []
    for number, body in enumerate(bodies, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, table))
    return out.getvalue()


def stream(data: bytes) -> bytes:
    """The body of a stream object."""
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)
