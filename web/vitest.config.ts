import { mergeConfig } from "vite"
import { defineConfig } from "vitest/config"
import page from "./vite.config"

export default mergeConfig(
  page,
  defineConfig({
    test: {
      include: ["tests/**/*.test.ts"],
      exclude: ["tests/browser/**"],
      environment: "node",
      deps: { interopDefault: false }, // else OpenCV, whose export is a promise, comes as a proxy that cannot be awaited
    },
  }),
)
