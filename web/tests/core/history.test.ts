import { expect, it } from "vitest"
import { begin, commit, redo, undo } from "../../src/core/history"

it("undo has no end: a thousand steps go back to the first", () => {
  let history = begin(0)
  for (let i = 1; i <= 1000; i++) history = commit(history, i)
  for (let i = 0; i < 1000; i++) history = undo(history)
  expect(history.present).toBe(0)
  expect(undo(history)).toBe(history)
  for (let i = 0; i < 1000; i++) history = redo(history)
  expect(history.present).toBe(1000)
  expect(redo(history)).toBe(history)
})

it("a new step forgets what was undone, and no change is no step", () => {
  const history = undo(commit(commit(begin("a"), "b"), "c"))
  expect(commit(history, "d").future).toEqual([])
  expect(commit(history, "b")).toBe(history)
})
