// The ways to write a policy. All of them change one text.
export type View = "text" | "table" | "generator" | "tag";
