"""A plot of the medians with least and most: a panel a row."""

import statistics

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402  the back end must be chosen before
from report import figure, values  # noqa: E402
from rows import OURS, ROWS  # noqa: E402

OWN, OTHER = "#1b6ca8", "#b8c0c8"
COLUMNS, PANEL_WIDTH, BAR_HEIGHT = 3, 4.6, 0.26
# A bar this many times the best is cut, so that the others can be told apart.
CUT = 12


def panel(axes, records, row):
    names = [name for name in row.contestants if values(records, row.key, name)]
    medians = [statistics.median(values(records, row.key, name)) for name in names]
    limit = min(max(medians), CUT * min(medians)) * 1.35
    for place, (name, median) in enumerate(zip(names, medians)):
        found = values(records, row.key, name)
        colour = OWN if name in OURS else OTHER
        axes.barh(place, min(median, limit), height=0.7, color=colour)
        end = min(max(found), limit)
        if len(found) > 1 and median < limit:
            axes.plot([min(found), end], [place, place], color="#333333", linewidth=1)
        text = f" {figure(median)}" if median < limit else f"{figure(median)} → "
        is_cut = median >= limit
        axes.text(
            limit if is_cut else end,
            place,
            text,
            va="center",
            ha="right" if is_cut else "left",
            fontsize=8,
        )
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.invert_yaxis()
    axes.set_xlim(0, limit * (1.12 if max(medians) < limit else 1))
    axes.set_xticks([])
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.set_title(f"{row.title}, {row.unit}", fontsize=9, loc="left")


def write(result, path):
    """Draws all rows that have a value."""
    records = result["records"]
    measured = {record["row"] for record in records if "value" in record}
    rows = [row for row in ROWS if row.key in measured]
    if not rows:
        return
    lines = [rows[start : start + COLUMNS] for start in range(0, len(rows), COLUMNS)]
    heights = [max(len(row.contestants) for row in line) * BAR_HEIGHT + 0.7 for line in lines]
    drawing, grid = plt.subplots(
        len(lines),
        COLUMNS,
        figsize=(PANEL_WIDTH * COLUMNS, sum(heights) + 0.5),
        height_ratios=heights,
        squeeze=False,
        layout="constrained",
    )
    for line, panels in zip(lines, grid):
        for axes in panels[len(line) :]:
            axes.set_visible(False)
        for row, axes in zip(line, panels):
            panel(axes, records, row)
    machine = result["machine"]
    drawing.get_layout_engine().set(wspace=0.05, hspace=0.03)
    drawing.suptitle(
        f"Median of {result['repeats']} runs in turn, least to most as a line; less is better. "
        f"{machine['processor']}, {machine['cores']} cores",
        fontsize=9,
        x=0.01,
        ha="left",
    )
    drawing.savefig(path)
    plt.close(drawing)
