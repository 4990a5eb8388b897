"""results.jsonl -> table.md and plot.svg."""

import html
import math

from bench.suite import targets
from bench.suite.floor import FLOORS, floor_ns

COLOURS = {
    "opencam": "#7c3aed", "opencam-text": "#b794f4", "scan": "#8c8c8c", "cedar": "#1d4ed8", "cedar-sliced": "#60a5fa",
    "opa": "#be185d", "regorus": "#0b6e4f", "casbin": "#b45309",
    "minio": "#0891b2", "sapl": "#c1121f", "iam-simulate": "#4d7c0f", "re2-set": "#334155", "vectorscan": "#a16207",
}  # fmt: skip


def time_text(ns):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if ns >= size:
            return f"{ns / size:.3g} {unit}"
    return f"{ns:.0f} ns"


def bytes_text(count):
    return f"{count / (1 << 20):.0f} MiB" if count >= 1 << 20 else f"{count} B"


def count_text(line):
    if line.get("allocations") is not None:
        return f"{line['allocations']:.1f}"
    if line.get("allocated_bytes") is not None:
        return f"{line['allocated_bytes']:.0f} B"
    return "-"


def ratio_text(line, own):
    return f"{line['p50_ns'] / max(1, own['p50_ns']):.2g}" if own else ""


def rows(lines):
    own = next((line for line in lines if line["engine"] == "opencam" and line.get("agreed")), None)
    yield "| engine | p50 | p99 | p99.9 | decisions/s | times OpenCAM's p50 | x floor | allocations | load | memory |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for line in sorted(lines, key=lambda line: line.get("p50_ns", 1e18)):
        name = line["engine"]
        if "left_out" in line:
            yield f"| {name} | left out: {line['left_out']} | | | | | | | | |"
        elif not line["agreed"]:
            yield f"| {name} | **disagrees**, times withheld: `{str(line['example'])[:160]}` | | | | | | | | |"
        else:
            times = " | ".join(time_text(line[key]) for key in ("p50_ns", "p99_ns", "p999_ns"))
            name += " (one by one, mean)" if line.get("one_by_one") else ""
            yield (
                f"| {name} | {times} | {line['per_second']:,} | {ratio_text(line, own)} | {line.get('ratio_to_floor', '-')} | "
                f"{count_text(line)} | {line['load_ms']:.0f} ms | {bytes_text(line['rss_bytes'])} |"
            )


def growth(results):
    """How much slower the largest account is than the smallest, for each engine that was asked both."""
    for engine, points in series(results, "W2-growth").items():
        if len(points) > 1:
            (few, fast), (many, slow) = points[0], points[-1]
            yield {"figure": f"growth, {engine}", "value": round(slow / fast, 2), "unit": "times the p50", "of": f"{few:,} to {many:,} policies"}


def figures_table(figures):
    if not figures:
        return []
    made = ["## Further figures", "", "| figure | value | unit | of |", "|---|---|---|---|"]
    for f in figures:
        made.append(f"| {f['figure']} | left out: {f['left_out']} | | |" if "left_out" in f else f"| {f['figure']} | {f['value']:,} | {f['unit']} | {f['of']} |")
    return [*made, ""]


def table(results, machine, cases, about, figures=()):
    """The whole table; `cases` in the order they were asked, `about` lines for the head."""
    made = ["# Benchmark results", "", *about, ""]
    loads = ", ".join(f"{int(kib):,} KiB {ns} ns" for kib, ns in machine["floor"]["load_ns"].items())
    made += [f"Dependent load by working set: {loads}. Clock: {machine['floor']['clock_ns']} ns (taken off every latency).", ""]
    made += targets.table(results, figures)
    for case in cases:
        lines = [line for line in results if (line["workload"], line["size"]) == (case["workload"], case["size"])]
        made += [f"## {case['workload']}, size {case['size']:,}", ""]
        floor = floor_ns(case["workload"], machine["floor"])
        made.append(
            f"{case['policies']:,} policies, {case['statements']:,} statements, {case['requests']:,} requests in {case['worlds']} worlds, "
            f"{100 * case['allowed'] / max(1, case['requests']):.0f} % allowed. Floor {floor:.0f} ns: {FLOORS[case['workload'][:2]][0]}."
        )
        if case["group"] > 1:
            made.append(f"Times are of a question with {case['group']:,} answers.")
        made += ["", *rows(lines), ""]
        if "shape" in case:
            made += shape_table(case)
    made += figures_table([*figures, *growth(results)])
    return "\n".join(made) + "\n"


def shape_table(case):
    from bench.workloads.corpus import TARGET

    made = ["Shape of the made corpus beside what was counted:", "", "| | counted | made |", "|---|---|---|"]
    for key, value in case["shape"].items():
        target = TARGET.get(key, TARGET["StringLike"] + TARGET["ArnLike"] if key == "StringLike and ArnLike" else "")
        made.append(f"| {key} | {target} | {value} |")
    return [*made, ""]


def series(results, workload):
    """engine -> [(policies, p50)] for one workload."""
    found = {}
    for line in results:
        if line["workload"] == workload and line.get("agreed") and line.get("p50_ns"):
            found.setdefault(line["engine"], []).append((line["policies"], max(1, line["p50_ns"])))
    return {engine: sorted(points) for engine, points in found.items()}


class Panel:
    """One diagram: p50 over the number of policies, both logarithmic."""

    WIDTH, HEIGHT, LEFT, BOTTOM = 620, 380, 70, 50

    def __init__(self, title, lines, top):
        self.title, self.lines, self.top = title, lines, top
        points = [p for line in lines.values() for p in line]
        self.x = self.range([x for x, _ in points])
        self.y = self.range([y for _, y in points])

    @staticmethod
    def range(numbers):
        low, high = math.floor(math.log10(min(numbers))), math.ceil(math.log10(max(numbers)))
        return low, max(high, low + 1)

    def place(self, x, y):
        across = (math.log10(x) - self.x[0]) / (self.x[1] - self.x[0])
        up = (math.log10(y) - self.y[0]) / (self.y[1] - self.y[0])
        return self.LEFT + across * (self.WIDTH - self.LEFT - 130), self.top + 30 + (1 - up) * (self.HEIGHT - self.BOTTOM - 30)

    def draw(self):
        made = [f'<text x="{self.LEFT}" y="{self.top + 18}" font-weight="bold">{html.escape(self.title)}</text>']
        for power in range(self.x[0], self.x[1] + 1):
            x, y = self.place(10**power, 10 ** self.y[0])
            made.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{self.top + 30}" y2="{y:.1f}" stroke="#e5e5e5"/>')
            made.append(f'<text x="{x:.1f}" y="{y + 16:.1f}" text-anchor="middle">{10**power:,}</text>')
        for power in range(self.y[0], self.y[1] + 1):
            x, y = self.place(10 ** self.x[0], 10**power)
            made.append(f'<line x1="{self.LEFT}" x2="{self.WIDTH - 130}" y1="{y:.1f}" y2="{y:.1f}" stroke="#e5e5e5"/>')
            made.append(f'<text x="{self.LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{time_text(10**power)}</text>')
        taken = []
        for engine, line in sorted(self.lines.items(), key=lambda item: -item[1][-1][1]):
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (self.place(*point) for point in line))
            colour = COLOURS.get(engine, "#000000")
            made.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{3 if engine == "opencam" else 1.5}"/>')
            made += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>' for x, y in (self.place(*p) for p in line)]
            x, y = self.place(*line[-1])
            while any(abs(y - other_y) < 12 and abs(x - other_x) < 80 for other_x, other_y in taken):
                y += 3
            taken.append((x, y))
            made.append(f'<text x="{x + 6:.1f}" y="{y + 4:.1f}" fill="{colour}">{html.escape(engine)}</text>')
        return made


def plot(results):
    """SVG: the median latency over the number of policies, a panel for each workload with several sizes."""
    workloads = list(dict.fromkeys(line["workload"] for line in results))
    found = [(w, series(results, w)) for w in workloads]
    panels = [(w, lines) for w, lines in found if any(len({policies for policies, _ in line}) > 1 for line in lines.values())]
    panels.sort(key=lambda panel: panel[0] != "W2-growth")
    panels = panels or [panel for panel in found if panel[1]][:1]
    made = []
    for n, (workload, lines) in enumerate(panels):
        made += Panel(f"{workload}: median latency over policies", lines, n * Panel.HEIGHT).draw()
    height = max(1, len(panels)) * Panel.HEIGHT + 10
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{Panel.WIDTH}" height="{height}" font-family="sans-serif" font-size="11">'
    return "\n".join([head, f'<rect width="{Panel.WIDTH}" height="{height}" fill="white"/>', *made, "</svg>"]) + "\n"
