import { strToU8, zipSync } from "fflate"
import { describe, expect, it } from "vitest"
import { packSession, readSession, type Session, unpackSession, writeSession } from "../../src/core/session"
import { PLAIN_LOOKS } from "../../src/core/state"

const SESSION: Session = {
  name: "cat.png", extent: { width: 30, height: 20 }, light: "top-left", coloring: true,
  looks: { ...PLAIN_LOOKS, shading: { visible: false, opacity: 0.25 } },
  work: {
    seed: 7,
    hints: [{ points: [[1, 2], [3.5, 4]], color: "#aabbcc", radius_px: 3, kind: "loose" }],
    ink: [{ points: [[1, 2, 0.5]], width_px: 2, color: "#1a1a1a", mode: "draw", pen: true }],
  },
}

describe("a session", () => {
  it("comes back as it was", () => {
    expect(readSession(writeSession(SESSION))).toEqual(SESSION)
    const { session, pagePng } = unpackSession(packSession(SESSION, Uint8Array.of(1, 2, 3)))
    expect(session).toEqual(SESSION)
    expect([...pagePng]).toEqual([1, 2, 3])
  })

  it("of a later version is refused, with the version", () => {
    expect(() => readSession(JSON.stringify({ version: 9 }))).toThrow(/sessionVersion.*9/)
  })

  it.each([{ ink: [{ points: [] }] }, { seed: "1" }, { ink: null }])("with broken parts is refused: %o", (change) => {
    expect(() => readSession(JSON.stringify({ ...JSON.parse(writeSession(SESSION)), ...change }))).toThrow(/sessionBroken/)
  })

  it("that is no zip, or another one, is refused", () => {
    expect(() => unpackSession(strToU8("hello"))).toThrow(/sessionBroken/)
    expect(() => unpackSession(zipSync({ "a.txt": strToU8("x") }))).toThrow(/sessionBroken/)
  })
})
