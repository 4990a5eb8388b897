// The layered picture: dagre places what is there, and only places; drawing is the screen's.
import { Graph, layout } from "@dagrejs/dagre";
import { type Access, statementLine } from "./access";

export interface Box {
  id: string;
  text: string;
  kind: "user" | "group" | "policy" | "allow" | "deny";
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Picture {
  boxes: Box[];
  lines: { id: string; path: string }[];
  width: number;
  height: number;
}

const LENGTH_MAX = 34;
const STATEMENTS_MAX = 6;

export function picture(access: Access): Picture {
  const graph = new Graph({ multigraph: false });
  graph.setGraph({ rankdir: "LR", nodesep: 10, ranksep: 48, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  const box = (id: string, text: string, kind: Box["kind"]): void => {
    const shown = text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX - 1)}…` : text;
    graph.setNode(id, { text: shown, kind, width: 24 + [...shown].reduce((sum, char) => sum + (char.charCodeAt(0) > 0xff ? 13 : 7), 0), height: 28 });
  };
  box("user", access.user, "user");
  for (const group of access.groups) {
    box(`g${group.id}`, group.name, "group");
    graph.setEdge("user", `g${group.id}`);
  }
  for (const policy of access.policies) {
    box(`p${policy.id}`, policy.name, "policy");
    if (policy.isDirect) graph.setEdge("user", `p${policy.id}`);
    for (const group of policy.groups) if (graph.hasNode(`g${group.id}`)) graph.setEdge(`g${group.id}`, `p${policy.id}`);
    policy.statements.slice(0, STATEMENTS_MAX).forEach((statement, at) => {
      box(`p${policy.id}s${at}`, statementLine(statement), statement.effect === "deny" ? "deny" : "allow");
      graph.setEdge(`p${policy.id}`, `p${policy.id}s${at}`);
    });
  }
  layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    boxes: graph.nodes().map((id: string) => ({ id, ...(graph.node(id) as unknown as Omit<Box, "id">) })),
    lines: graph.edges().map((edge: { v: string; w: string }) => ({ id: `${edge.v}-${edge.w}`, path: curve((graph.edge(edge) as { points: { x: number; y: number }[] }).points) })),
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
  };
}

function curve(points: { x: number; y: number }[]): string {
  const [first, last] = [points[0]!, points[points.length - 1]!];
  const middle = (first.x + last.x) / 2;
  return `M${first.x} ${first.y}C${middle} ${first.y} ${middle} ${last.y} ${last.x} ${last.y}`;
}
