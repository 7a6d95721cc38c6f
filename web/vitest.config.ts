import { mergeConfig } from "vite"
import { defineConfig } from "vitest/config"
import page from "./vite.config"

// OpenCV's CommonJS export is a promise, which vitest's interop would hide behind a proxy that cannot be awaited.
export default mergeConfig(page, defineConfig({ test: { include: ["tests/**/*.test.ts"], deps: { interopDefault: false } } }))
