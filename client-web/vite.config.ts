/* The client has no page of its own: the server writes the pages and names these files by the
 * manifest. Built for the oldest browsers that WeChat still brings along. */
import { defineConfig } from "vite";

export default defineConfig({
  build: {
    outDir: "../build/client/files",
    emptyOutDir: true,
    target: ["chrome78", "safari14"],
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      input: { main: "src/main.tsx", sw: "src/sw.ts" },
      output: {
        /* a browser looks for a new service worker under the name it knows */
        entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
      },
    },
  },
  worker: { format: "iife" },
});
