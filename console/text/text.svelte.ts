// The console's words. Each language is a folder with a file for each area, loaded when it is wanted; `en` says which
// keys there are, and the compiler refuses another language that lacks one.
import type { en } from "./en";

export type Key = keyof typeof en;
export type Words = Record<Key, string>;
export type Language = "en-US" | "zh-CN";

const KEY = "opencam.language";

const LOADERS: Record<Language, () => Promise<Words>> = {
  "en-US": async () => (await import("./en")).en,
  "zh-CN": async () => (await import("./zh")).zh,
};

function preferred(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept === "en-US" || kept === "zh-CN") return kept;
  return navigator.languages.find((name) => /^(zh|en)\b/.test(name))?.startsWith("zh") ? "zh-CN" : "en-US";
}

class Text {
  language = $state<Language>(preferred());
  words = $state.raw<Words | null>(null);
}
export const text = new Text();

export async function loadWords(language: Language = text.language): Promise<void> {
  text.words = await LOADERS[language]();
  text.language = language;
  document.documentElement.lang = language;
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEY, language);
  await loadWords(language);
}

// The text of a key, `{name}` filled in.
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const words = text.words?.[key] ?? key;
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

// A key made at run time, for what the server names: the text when there is one, else the name itself.
export function named(prefix: string, name: string): string {
  const key = `${prefix}.${name}` as Key;
  return text.words?.[key] ?? name;
}

export function number(value: number): string {
  return new Intl.NumberFormat(text.language).format(value);
}

// Times of cam are in UTC+8 without saying so (CAM-151); others are RFC 3339 or seconds.
export function instant(value: string | number | null | undefined): Date | null {
  if (value === null || value === undefined || value === "" || value === "0000-00-00 00:00:00") return null;
  if (typeof value === "number" || /^\d+$/.test(value)) return new Date(Number(value) * 1000);
  const cam = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(value);
  const date = new Date(cam ? `${cam[1]}T${cam[2]}+08:00` : value);
  return Number.isNaN(date.getTime()) ? null : date;
}

// A day, and a time of day, for lists that are ordered by them.
export function day(value: string | number | null | undefined): string {
  const date = instant(value);
  return date === null ? "–" : new Intl.DateTimeFormat(text.language, { dateStyle: "full" }).format(date);
}
export function clock(value: string | number | null | undefined): string {
  const date = instant(value);
  return date === null ? "–" : new Intl.DateTimeFormat(text.language, { timeStyle: "short" }).format(date);
}

export function time(value: string | number | null | undefined): string {
  const date = instant(value);
  if (date === null) return "–";
  const words = new Intl.DateTimeFormat(text.language, { dateStyle: "medium", timeStyle: "short" }).format(date);
  // Breaks at most between date and time, so that a narrow column does not make five lines of it.
  return words.replace(/ (?!\d{1,2}:\d\d)/g, "\u00a0").replace(/[年月]/g, "$&\u2060");
}
