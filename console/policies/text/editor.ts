// The text editor: CodeMirror, set up for policies. It lives in a shadow root, where it styles itself through
// constructed style sheets, which the content security policy allows.
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, type CompletionContext, type CompletionResult, completionKeymap, completionStatus } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, foldGutter, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { proposals, spotAt } from "./complete";

export type { Diagnostic };

export interface Editor {
  set(text: string): void;
  mark(diagnostics: Diagnostic[]): void;
  select(from: number, to: number): void;
  destroy(): void;
}

export interface Options {
  parent: HTMLElement;
  text: string;
  label: string;
  describedBy?: string;
  readOnly: boolean;
  isTrust: boolean;
  changed: (text: string) => void;
}

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--accent)" },
  { tag: tags.string, color: "var(--good)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--warn)" },
]);

const look = EditorView.theme({
  "&": { fontSize: "13px", color: "var(--text)", backgroundColor: "var(--surface)", border: "1px solid var(--line-strong)", borderRadius: "6px" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", minHeight: "14rem", maxHeight: "60vh" },
  ".cm-content": { caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { backgroundColor: "var(--surface-2)", color: "var(--text-soft)", border: "none" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--accent-ground) 45%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent)" },
  ".cm-tooltip": { backgroundColor: "var(--surface)", color: "var(--text)", border: "1px solid var(--line-strong)", borderRadius: "6px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionDetail": { color: "inherit", fontStyle: "normal", opacity: "0.85" },
  ".cm-matchingBracket": { backgroundColor: "var(--accent-ground) !important", outline: "1px solid var(--accent)" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--surface-2)", color: "var(--text-soft)", border: "1px solid var(--line)" },
});

export function openEditor(options: Options): Editor {
  const root = options.parent.shadowRoot ?? options.parent.attachShadow({ mode: "open" });
  let isSetting = false;

  function complete(context: CompletionContext): CompletionResult | null {
    const text = context.state.doc.toString();
    const spot = spotAt(text, context.pos);
    if (spot === null) return null;
    const list = proposals(text, spot, options.isTrust);
    if (list.length === 0) return null;
    return { from: spot.from, to: spot.to, options: list.map(({ label, detail }) => ({ label, ...(detail ? { detail } : {}) })), validFor: /^[\w:*./${}-]*$/ };
  }

  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        // Lines end at \n alone: a \r stays a character of the text, so that what was not edited keeps its bytes.
        EditorState.lineSeparator.of("\n"),
        lineNumbers(),
        foldGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        autocompletion({ override: [complete], activateOnTyping: true }),
        lintGutter(),
        json(),
        syntaxHighlighting(colours),
        look,
        EditorView.lineWrapping,
        EditorState.readOnly.of(options.readOnly),
        EditorState.tabSize.of(2),
        EditorView.contentAttributes.of({
          "aria-label": options.label,
          ...(options.describedBy ? { "aria-description": options.describedBy } : {}),
        }),
        keymap.of([
          // Tab moves on as everywhere, so that nobody is caught in the text; it takes a proposal when one is shown.
          { key: "Tab", run: (view) => completionStatus(view.state) === "active" && acceptCompletion(view) },
          { key: "Mod-]", run: indentMore },
          { key: "Mod-[", run: indentLess },
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !isSetting) options.changed(update.state.doc.toString());
        }),
      ],
    }),
  });

  return {
    // Only the part that differs is replaced, so that cursor, folds and undo survive a change made in the table.
    set(text) {
      const now = view.state.doc.toString();
      if (now === text) return;
      let from = 0;
      while (from < now.length && from < text.length && now[from] === text[from]) from++;
      let [end, freshEnd] = [now.length, text.length];
      while (end > from && freshEnd > from && now[end - 1] === text[freshEnd - 1]) [end, freshEnd] = [end - 1, freshEnd - 1];
      isSetting = true;
      view.dispatch({ changes: { from, to: end, insert: text.slice(from, freshEnd) } });
      isSetting = false;
    },
    mark(diagnostics) {
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    select(from, to) {
      view.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}
