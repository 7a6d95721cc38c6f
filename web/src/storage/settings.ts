/** Settings in local storage. What is missing or strange there is as on the first day. */

import { parseHex } from "../core/color"
import type { Palette, Swatch } from "../core/palette"
import { FIRST_SETTINGS, type Settings, type State } from "../core/state"
import type { Store } from "../core/store"

const KEY = "nurie.settings"

export function loadSettings(storage: Storage, language: string): Settings {
  const first: Settings = { ...FIRST_SETTINGS, language: language.startsWith("ja") ? "ja" : "en" }
  try {
    return merged(first, JSON.parse(storage.getItem(KEY) ?? "{}"))
  } catch {
    return first
  }
}

export function keepSettings(store: Store<State>, storage: Storage): void {
  store.watch(
    ({ settings }) => settings,
    (settings) => {
      try {
        storage.setItem(KEY, JSON.stringify(settings))
      } catch {
        // a browser that keeps nothing: the settings hold for this visit
      }
    },
  )
}

function merged(first: Settings, found: unknown): Settings {
  if (typeof found !== "object" || found === null) return first
  const { language, theme, engine, model, live, guess, gap, recent, palette, paletteOnly } = found as Partial<Record<keyof Settings, unknown>>
  return {
    language: language === "en" || language === "ja" ? language : first.language,
    theme: theme === "light" || theme === "dark" ? theme : "system",
    engine: engine === "server" || engine === "browser" ? engine : "auto",
    model: typeof model === "string" ? model : null,
    live: typeof live === "boolean" ? live : first.live,
    guess: typeof guess === "boolean" ? guess : first.guess,
    gap: typeof gap === "number" && gap >= 0 && gap <= 512 ? gap : null,
    recent: Array.isArray(recent) ? recent.filter(isHex) : first.recent,
    palette: isPalette(palette) ? palette : first.palette,
    paletteOnly: paletteOnly === true,
  }
}

function isHex(value: unknown): value is string {
  return typeof value === "string" && parseHex(value) === value
}

function isPalette(value: unknown): value is Palette {
  if (typeof value !== "object" || value === null) return false
  const { name, swatches } = value as Partial<Record<keyof Palette, unknown>>
  return typeof name === "string" && Array.isArray(swatches) && swatches.length > 0 && swatches.every(isSwatch)
}

function isSwatch(value: unknown): value is Swatch {
  if (typeof value !== "object" || value === null) return false
  const { color, name } = value as Partial<Record<keyof Swatch, unknown>>
  return isHex(color) && typeof name === "string"
}
