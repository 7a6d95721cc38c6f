import { defineConfig } from "vite"

export default defineConfig({
  base: "./", // the page may lie in any folder of a site
  build: { target: "es2022", outDir: "dist", sourcemap: false, assetsInlineLimit: 0 },
  worker: { format: "es" },
})
