// What the one validator says of a text, as marks in the editor. Places come in UTF-16 code units, which is what the
// editor counts in, so that they are exact whatever the text is written in.
import type { Diagnostic } from "./text/editor";
import { readSyntax } from "./text/syntax";

export type DocumentKind = "identity" | "trust" | "session" | "resource";

interface Place {
  byte: number;
  utf16: number;
  line: number;
  column: number;
}

export interface Finding {
  severity: "error" | "warning" | "note";
  code: string;
  message: string;
  help: string;
  begin: Place;
  end: Place;
}

export interface CheckAnswer {
  can_be_created: boolean;
  diagnostics: Finding[];
  omitted: number;
}

// A place in the text where something is found; a point is widened to a character, so that there is something to see.
export function marksOf(text: string, findings: Finding[]): Diagnostic[] {
  return findings.map(({ severity, message, help, begin, end }) => {
    const to = Math.min(Math.max(end.utf16, begin.utf16), text.length);
    const from = Math.min(begin.utf16, to);
    const isPoint = from === to;
    return {
      from: isPoint && to === text.length ? Math.max(0, from - 1) : from,
      to: isPoint ? Math.min(text.length, to + 1) : to,
      severity: severity === "note" ? "info" : severity,
      message: help === "" ? message : `${message}\n${help}`,
    };
  });
}

// Where the check cannot be asked: the reader's own error; else what saving was refused with, on what it quotes.
export function ownMarks(text: string, refusal: string, noJson: string): Diagnostic[] {
  const syntax = readSyntax(text);
  if (!syntax.isWhole && text.trim() !== "") {
    const at = Math.min(Math.max(syntax.errorAt, 0), text.length);
    return [{ from: at, to: Math.min(at + 1, text.length), severity: "error", message: noJson }];
  }
  if (refusal === "") return [];
  for (const match of refusal.matchAll(/`([^`]+)`/g)) {
    const quoted = JSON.stringify(match[1]).slice(1, -1);
    const from = text.indexOf(quoted);
    if (from >= 0) return [{ from, to: from + quoted.length, severity: "error", message: refusal }];
  }
  return [{ from: 0, to: Math.min(1, text.length), severity: "error", message: refusal }];
}
