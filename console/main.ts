// The console's beginning: the words and the session first, then the page, so that nothing is shown in a wrong language.
import { mount } from "svelte";
import App from "./app/App.svelte";
import { startRouter } from "./app/router.svelte";
import { session } from "./app/session.svelte";
import { applyTheme } from "./app/theme";
import "./app/base.css";
import { loadWords } from "./text/text.svelte";

applyTheme();
startRouter();
await Promise.all([loadWords(), session.refresh()]);
mount(App, { target: document.getElementById("console")! });
