import { readdirSync, readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { TABLES, translator } from "../../src/ui/strings"
import { EN } from "../../src/ui/strings_en"

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()

it("both languages have every word, with the same values in it", () => {
  expect(Object.keys(TABLES.ja).sort()).toEqual(Object.keys(EN).sort())
  for (const key of Object.keys(EN) as (keyof typeof EN)[]) {
    expect(TABLES.ja[key], key).not.toBe("")
    expect(placeholders(TABLES.ja[key]), key).toEqual(placeholders(EN[key]))
  }
})

it("values come into the sentence", () => {
  expect(translator("en")("paletteLine", { line: 7 })).toContain("line 7 ")
  expect(translator("ja")("sizeOf", { size: 3 })).toBe("3 px")
})

it("no word is left that nothing shows", () => {
  const folder = new URL("../../src/", import.meta.url)
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts") && !/strings_(en|ja)/.test(name) && !name.startsWith("local"))
  const text = sources.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n")
  const idle = Object.keys(EN).filter((key) => !/^(layer|side)_/.test(key) && !text.includes(`"${key}"`))
  expect(idle).toEqual([])
})
