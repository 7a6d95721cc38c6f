/** Words in the artist's language. */

import type { Language } from "../core/state"
import { EN, type StringKey, type Strings } from "./strings_en"
import { JA } from "./strings_ja"

export type { StringKey }
export type Values = Readonly<Record<string, string | number>>
export type Translate = (key: StringKey, values?: Values) => string

export const TABLES: Readonly<Record<Language, Strings>> = { en: EN, ja: JA }

export function translator(language: Language): Translate {
  const table = TABLES[language]
  return (key, values = {}) => table[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

export function isStringKey(key: string): key is StringKey {
  return key in EN
}
