// The console is built into dist/: hashed files under assets/ and one start page. Nothing is inlined, because the
// server's content security policy allows no inline script and no style but its own files.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  base: "/console/",
  plugins: [svelte()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One file of styles for each chunk, so that the first page does not load the editor's.
    cssCodeSplit: true,
    reportCompressedSize: false,
  },
  // Where `npm run dev` finds a server.
  server: { proxy: { "^/($|access/|openapi.json|console/session)": "http://127.0.0.1:8226" } },
});
