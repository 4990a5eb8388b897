// A policy text on its way from one screen to the editor: what an explanation proposes. It is taken once and never
// stands in an address, where it could be long or of somebody else's making.

export interface Draft {
  document: string;
  name?: string;
  // What is done with the policy when it has been made, and to whom, in words.
  attach?: (id: string) => Promise<unknown>;
  attachTo?: string;
}

let waiting: Draft | null = null;

export function leaveDraft(draft: Draft): void {
  waiting = draft;
}

export function takeDraft(): Draft | null {
  const taken = waiting;
  waiting = null;
  return taken;
}
