// The difference of two texts, line by line: the longest common subsequence, as in the usual diff. Policies are short;
// beyond the limit everything counts as changed.
const CELLS_MAX = 4_000_000;

export interface Line {
  kind: "same" | "gone" | "new";
  text: string;
  before: number | null; // line numbers from 1
  after: number | null;
}

export function differingLines(before: string, after: string): Line[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  const out: Line[] = [];
  let [i, j] = [0, 0];
  const gone = (): void => void out.push({ kind: "gone", text: a[i]!, before: ++i, after: null });
  const fresh = (): void => void out.push({ kind: "new", text: b[j]!, before: null, after: ++j });
  const common = lengths(a, b);
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) out.push({ kind: "same", text: a[i]!, before: ++i, after: ++j });
    else if (common === null || common[i + 1]![j]! >= common[i]![j + 1]!) gone();
    else fresh();
  }
  while (i < a.length) gone();
  while (j < b.length) fresh();
  return out;
}

// How long the common subsequence of what follows is, for each pair of places.
function lengths(a: string[], b: string[]): Uint32Array[] | null {
  if ((a.length + 1) * (b.length + 1) > CELLS_MAX) return null;
  const table = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i]![j] = a[i] === b[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!);
    }
  }
  return table;
}
