import { vitePreprocess } from "@sveltejs/vite-plugin-svelte";

export default {
  preprocess: vitePreprocess(),
  compilerOptions: {
    runes: true,
    // A form begins with what is there and then is the user's; a screen about something else is made anew ({#key}).
    warningFilter: (warning) => warning.code !== "state_referenced_locally",
  },
};
