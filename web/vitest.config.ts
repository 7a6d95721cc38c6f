import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/browser/**"],
    environment: "node",
    deps: { interopDefault: false }, // else OpenCV, whose export is a promise, comes as a proxy that cannot be awaited
  },
})
