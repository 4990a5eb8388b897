// Patterns of addresses: "/users/:name".

export type Parameters = Record<string, string>;

// What a path has in the places of the parameters; null when it is of another form.
export function parametersOf(pattern: string, path: string): Parameters | null {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  const parameters: Parameters = {};
  for (const [at, word] of wanted.entries()) {
    if (word.startsWith(":")) {
      try {
        parameters[word.slice(1)] = decodeURIComponent(given[at]!);
      } catch {
        return null; // no well-formed address
      }
    } else if (word !== given[at]) return null;
  }
  return parameters;
}

// A name as one segment of an address. A dot is written out: the server takes what ends in one for a file.
export function segment(name: string): string {
  return encodeURIComponent(name).replaceAll(".", "%2E");
}
