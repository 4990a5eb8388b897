// The layered picture: dagre places what is there, and only places; drawing is the screen's. From left to right: who may
// take a role on, whose access it is, groups, policies, statements, resources; the boundary stands beside the policies.
import { Graph, layout } from "@dagrejs/dagre";
import { type Access, type HeldPolicy, shortened } from "./access";

export interface Box {
  id: string;
  text: string;
  kind: "trusted" | "principal" | "group" | "policy" | "boundary" | "allow" | "deny" | "resource";
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Picture {
  boxes: Box[];
  lines: { id: string; path: string; isLimit: boolean }[];
  width: number;
  height: number;
}

const LENGTH_MAX = 34;
const STATEMENTS_MAX = 6;
const RESOURCES_MAX = 4;
const TRUSTED_MAX = 8;

class Drawing {
  readonly graph = new Graph({ multigraph: false });

  constructor() {
    this.graph.setGraph({ rankdir: "LR", nodesep: 10, ranksep: 48, marginx: 8, marginy: 8 });
    this.graph.setDefaultEdgeLabel(() => ({}));
  }

  box(id: string, text: string, kind: Box["kind"]): void {
    const shown = text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX - 1)}…` : text;
    const width = 24 + [...shown].reduce((sum, char) => sum + (char.charCodeAt(0) > 0xff ? 13 : 7), 0);
    this.graph.setNode(id, { text: shown, kind, width, height: 28 });
  }

  line(from: string, to: string): void {
    this.graph.setEdge(from, to);
  }

  // A policy with its statements and what they name. Statements that name the same meet in one box.
  policy(id: string, policy: HeldPolicy, kind: "policy" | "boundary"): void {
    this.box(id, policy.name, kind);
    policy.statements.slice(0, STATEMENTS_MAX).forEach((statement, at) => {
      const own = `${id}s${at}`;
      this.box(own, shortened(statement.actions, 2), statement.effect === "deny" ? "deny" : "allow");
      this.line(id, own);
      for (const resource of statement.resources.slice(0, RESOURCES_MAX)) {
        const shown = `r${resource}`;
        if (!this.graph.hasNode(shown)) this.box(shown, endOf(resource), "resource");
        this.line(own, shown);
      }
    });
    const more = policy.statements.length - STATEMENTS_MAX;
    if (more > 0) {
      this.box(`${id}more`, `+${more}`, "policy");
      this.line(id, `${id}more`);
    }
  }
}

// The end of a resource's name says most: `…:job/*`.
function endOf(resource: string): string {
  return resource.length <= LENGTH_MAX ? resource : `…${resource.slice(-(LENGTH_MAX - 1))}`;
}

export function picture(access: Access): Picture {
  const drawing = new Drawing();
  drawing.box("own", access.name, "principal");
  access.trusted.slice(0, TRUSTED_MAX).forEach((name, at) => {
    drawing.box(`t${at}`, endOf(name), "trusted");
    drawing.line(`t${at}`, "own");
  });
  for (const group of access.groups) {
    drawing.box(`g${group.id}`, group.name, "group");
    drawing.line("own", `g${group.id}`);
  }
  for (const policy of access.policies) {
    drawing.policy(`p${policy.id}`, policy, "policy");
    if (policy.isDirect) drawing.line("own", `p${policy.id}`);
    for (const group of policy.groups) if (drawing.graph.hasNode(`g${group.id}`)) drawing.line(`g${group.id}`, `p${policy.id}`);
  }
  if (access.boundary !== null) {
    drawing.policy("b", access.boundary, "boundary");
    drawing.line("own", "b");
  }
  return placed(drawing.graph);
}

function placed(graph: Graph): Picture {
  layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    boxes: graph.nodes().map((id: string) => ({ id, ...(graph.node(id) as unknown as Omit<Box, "id">) })),
    lines: graph.edges().map((edge: { v: string; w: string }) => ({
      id: `${edge.v}-${edge.w}`,
      path: curve((graph.edge(edge) as { points: { x: number; y: number }[] }).points),
      isLimit: edge.w === "b",
    })),
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
  };
}

function curve(points: { x: number; y: number }[]): string {
  const [first, last] = [points[0]!, points[points.length - 1]!];
  const middle = (first.x + last.x) / 2;
  return `M${first.x} ${first.y}C${middle} ${first.y} ${middle} ${last.y} ${last.x} ${last.y}`;
}
