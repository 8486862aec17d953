"""Draws lines over a logarithmic axis as SVG; the scripts that draw results share it."""

COLORS = ["#2b6ca3", "#b3452c", "#4a8a3c", "#8a5aa8", "#b08a1e", "#3a9a9a"]


def escaped(text):
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def panel(left, top, title, places, lines, highest, unit, width=300, height=220):
    """One pair of axes.

    places: what stands along the horizontal axis, evenly spaced; lines: (name, style, values), a value
    for each place or None; highest: the end of the vertical axis, which begins at 0.
    """
    def x(index):
        return left + width * index / max(1, len(places) - 1)

    def y(value):
        return top + height * (1 - value / highest)

    parts = [f'<text x="{left}" y="{top - 12}" font-size="13">{escaped(title)}</text>']
    for tick in range(6):
        value = highest * tick / 5
        parts.append(f'<line x1="{left}" x2="{left + width}" y1="{y(value):.1f}" y2="{y(value):.1f}" '
                     'stroke="#ddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y(value) + 4:.1f}" text-anchor="end">'
                     f'{value:g}{escaped(unit)}</text>')
    for index, place in enumerate(places):
        parts.append(f'<text x="{x(index):.1f}" y="{top + height + 16}" text-anchor="middle">'
                     f'{escaped(place)}</text>')
    for number, (_, style, values) in enumerate(lines):
        points = " ".join(f"{x(i):.1f},{y(min(v, highest)):.1f}"
                          for i, v in enumerate(values) if v is not None)
        color = COLORS[style.get("color", number) % len(COLORS)]
        dashes = f' stroke-dasharray="{style["dashes"]}"' if "dashes" in style else ""
        parts.append(f'<polyline points="{points}" fill="none" stroke="{color}" '
                     f'stroke-width="1.8"{dashes}/>')
        for i, v in enumerate(values):
            if v is not None and style.get("dots"):
                parts.append(f'<circle cx="{x(i):.1f}" cy="{y(min(v, highest)):.1f}" r="3" '
                             f'fill="{color}"/>')
    return parts


def legend(left, top, lines):
    parts = []
    for number, (name, style, _) in enumerate(lines):
        y = top + 17 * number
        color = COLORS[style.get("color", number) % len(COLORS)]
        dashes = f' stroke-dasharray="{style["dashes"]}"' if "dashes" in style else ""
        parts.append(f'<line x1="{left}" x2="{left + 24}" y1="{y - 4}" y2="{y - 4}" stroke="{color}" '
                     f'stroke-width="1.8"{dashes}/>')
        parts.append(f'<text x="{left + 30}" y="{y}">{escaped(name)}</text>')
    return parts


def picture(title, width, height, parts):
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="20" y="24" font-size="15">{escaped(title)}</text>', *parts, "</svg>", ""])
