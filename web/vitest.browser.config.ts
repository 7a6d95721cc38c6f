import { defineConfig } from "vitest/config"

/** In a real browser, against the real server; the page must be built. */
export default defineConfig({
  test: { include: ["tests/browser/**/*.test.ts"], environment: "node", testTimeout: 60_000, hookTimeout: 60_000, fileParallelism: false },
})
