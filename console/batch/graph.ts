// Where the tasks of a job stand in its picture: dagre places them in layers by their dependences.
import { Graph, layout } from "@dagrejs/dagre";

export interface Edge {
  from: string;
  to: string;
}

export interface Placed {
  name: string;
  shown: string;
  x: number;
  y: number;
  width: number;
}

export interface Drawing {
  boxes: Placed[];
  lines: { id: string; path: string }[];
  width: number;
  height: number;
}

// More is no picture any more, and takes dagre seconds: it is dependences that cost.
export const TASKS_MAX = 200;
export const EDGES_MAX = 250;
export const HEIGHT = 44;
const LENGTH_MAX = 24;

export function isDrawable(tasks: readonly string[], edges: readonly Edge[]): boolean {
  return tasks.length > 0 && tasks.length <= TASKS_MAX && edges.length <= EDGES_MAX;
}

export function drawing(tasks: readonly string[], edges: readonly Edge[]): Drawing {
  const graph = new Graph({ multigraph: false });
  graph.setGraph({ rankdir: "LR", nodesep: 12, ranksep: 44, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const name of tasks) {
    const shown = [...name].length > LENGTH_MAX ? `${[...name].slice(0, LENGTH_MAX - 1).join("")}…` : name;
    // Wide enough for the longest word of a state.
    graph.setNode(name, { name, shown, width: Math.max(108, 28 + 8 * [...shown].length), height: HEIGHT });
  }
  for (const { from, to } of edges) if (graph.hasNode(from) && graph.hasNode(to) && from !== to) graph.setEdge(from, to);
  layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    boxes: graph.nodes().map((id: string) => graph.node(id) as unknown as Placed),
    lines: graph.edges().map((edge: { v: string; w: string }) => ({ id: `${edge.v} ${edge.w}`, path: curve((graph.edge(edge) as { points: { x: number; y: number }[] }).points) })),
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
  };
}

function curve(points: { x: number; y: number }[]): string {
  const [first, last] = [points[0]!, points[points.length - 1]!];
  const middle = (first.x + last.x) / 2;
  return `M${first.x} ${first.y}C${middle} ${first.y} ${middle} ${last.y} ${last.x} ${last.y}`;
}
