/** The page from a plain web host: nothing leaves the browser, and the picture is the command line's. */

import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { Desk, startStatic, useStudio } from "./studio"

const EXAMPLES = fileURLToPath(new URL("../../../examples/", import.meta.url))
const COMPARE = fileURLToPath(new URL("compare_with_color.py", import.meta.url))
const PYTHON = process.env.NURIE_PYTHON ?? "python3"
const SOURCES = fileURLToPath(new URL("../../../src", import.meta.url))

useStudio(startStatic)

it("colours with the network cut, as the command line does", { timeout: 180_000 }, async () => {
  const desk = await Desk.open()
  await desk.openFile("kitten.png", "image/png", readFileSync(`${EXAMPLES}kitten.png`))
  await desk.colored(() => desk.page.getByRole("button", { name: "Auto colour" }).click())

  await desk.context.setOffline(true) // what the page needs it has by now
  await desk.colored(() => desk.page.setInputFiles(".chooser", `${EXAMPLES}kitten.hints.json`))
  const picture = await desk.download(() => desk.page.keyboard.press("Control+s"))
  const given = { encoding: "utf8", env: { ...process.env, PYTHONPATH: SOURCES } } as const
  expect(Number(execFileSync(PYTHON, [COMPARE, `${EXAMPLES}kitten.png`, picture], given))).toBeLessThan(2)
  await desk.close()
})
