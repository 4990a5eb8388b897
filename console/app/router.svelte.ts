// Where we are: the path below /console/ and its query. Links are ordinary <a href>; a click on one of ours changes
// the page without loading it anew. `leaving` lets a screen with unsaved work ask first.

const BASE = "/console";

export interface Place {
  path: string; // "/users/ann", always with a leading slash
  query: URLSearchParams;
}

function read(): Place {
  const path = location.pathname.startsWith(BASE) ? location.pathname.slice(BASE.length) : "/";
  return { path: path === "" ? "/" : path, query: new URLSearchParams(location.search) };
}

class Router {
  place = $state.raw<Place>(read());
  // Says false to stay. One screen at a time has unsaved work.
  leaving: (() => boolean) | null = null;
  #here = location.href;

  href(path: string, query?: Record<string, string>): string {
    const text = query ? new URLSearchParams(query).toString() : "";
    return BASE + path + (text ? `?${text}` : "");
  }

  go(path: string, query?: Record<string, string>, options: { replace?: boolean } = {}): void {
    this.#to(this.href(path, query), options.replace === true);
  }

  // Changes the query in place, for filters and pages: a reload or a link shows the same.
  setQuery(values: Record<string, string>): void {
    const kept = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
    history.replaceState(null, "", this.href(this.place.path, kept));
    this.place = read();
    this.#here = location.href;
  }

  #to(url: string, replace: boolean): void {
    if (this.leaving !== null && !this.leaving()) return;
    this.leaving = null;
    if (replace) history.replaceState(null, "", url);
    else history.pushState(null, "", url);
    this.#arrived();
  }

  #arrived(): void {
    this.place = read();
    this.#here = location.href;
    // Where a page begins is where reading goes on, also for a screen reader.
    scrollTo(0, 0);
    requestAnimationFrame(() => document.getElementById("content")?.focus());
  }

  start(): void {
    addEventListener("popstate", () => {
      if (this.leaving !== null && !this.leaving()) {
        history.pushState(null, "", this.#here);
        return;
      }
      this.leaving = null;
      this.#arrived();
    });
    addEventListener("beforeunload", (event) => {
      if (this.leaving !== null) event.preventDefault();
    });
    document.addEventListener("click", (event) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      const link = (event.target as Element).closest?.("a");
      if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
      if (!link.pathname.startsWith(`${BASE}/`)) return;
      event.preventDefault();
      if (link.hash && link.pathname === location.pathname) {
        document.getElementById(link.hash.slice(1))?.focus();
        return;
      }
      this.#to(link.pathname + link.search, false);
    });
  }
}

export const router = new Router();
export function startRouter(): void {
  router.start();
}
