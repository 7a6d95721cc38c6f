import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { EngineError, type PaintRequest } from "../../src/engine/engine"
import { ServerEngine } from "../../src/engine/server_engine"

const PAGE = { width: 2, height: 1, data: new Uint8ClampedArray(8).fill(255), colorSpace: "srgb" } as unknown as ImageData
const REQUEST: PaintRequest = {
  hints: [{ points: [[0, 0]], color: "#ff0000", radius_px: 2, kind: "exact" }], seed: 3, guess: true, gap: null, palette: ["#ffffff"], light: "top",
}

interface Sent {
  readonly url: string
  readonly token: string | null
  readonly form: FormData | null
}

function serverOf(answers: readonly (() => Response)[], token: string | null = null) {
  const sent: Sent[] = []
  const engine = new ServerEngine({
    base: "http://host/folder/",
    askToken: () => Promise.resolve(token),
    fetch: (input, init) => {
      const headers = new Headers(init?.headers)
      sent.push({ url: String(input), token: headers.get("Authorization"), form: init?.body instanceof FormData ? init.body : null })
      return Promise.resolve(answers[Math.min(sent.length, answers.length) - 1]())
    },
  })
  return { engine, sent }
}

const problem = (status: number, error: string, headers: HeadersInit = {}) => () => new Response(JSON.stringify({ error, kind: "x" }), { status, headers })
const models = () => new Response("[]")

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout"] }))
afterEach(() => void vi.useRealTimers())

describe("the server's engine", () => {
  it("asks relative to the page, so that a page in a folder works", async () => {
    const { engine, sent } = serverOf([models])
    await engine.models()
    expect(sent[0].url).toBe("http://host/folder/v1/models")
  })

  it("sends the token after it was asked for", async () => {
    const { engine, sent } = serverOf([problem(401, "expected a token"), models], "secret")
    await engine.models()
    expect(sent.map((each) => each.token)).toEqual([null, "Bearer secret"])
  })

  it("gives up, with the server's sentence, where there is no token", async () => {
    const { engine } = serverOf([problem(401, "expected the header")])
    await expect(engine.models()).rejects.toThrow(new EngineError("expected the header"))
  })

  it("sends page, hints and options as the server's schema has them, and the same page bytes each time", async () => {
    const { engine, sent } = serverOf([problem(400, "no")])
    const page = await engine.open(PAGE, "nurie-tiny")
    for (let i = 0; i < 2; i++) await expect(page.paint(REQUEST)).rejects.toThrow("no")
    const options: unknown = JSON.parse(String(sent[0].form?.get("options")))
    expect(options).toEqual({ model: "nurie-tiny", seed: 3, guess: true, gap: null, palette: ["#ffffff"], light: "top", format: "zip" })
    const hints: unknown = JSON.parse(await (sent[0].form?.get("hints") as File).text())
    expect(hints).toMatchObject({ version: 1, size: [2, 1], strokes: [{ color: "#ff0000" }] })
    const bytes = await Promise.all(sent.map(async (each) => new Uint8Array(await (each.form?.get("page") as File).arrayBuffer())))
    expect(bytes[0]).toEqual(bytes[1])
  })

  it("sends no hints where there are none", async () => {
    const { engine, sent } = serverOf([problem(400, "no")])
    const page = await engine.open(PAGE, null)
    await expect(page.paint({ ...REQUEST, hints: [] })).rejects.toThrow()
    expect(sent[0].form?.has("hints")).toBe(false)
  })

  it("comes again when the server is busy", async () => {
    const { engine, sent } = serverOf([problem(429, "all places are taken", { "Retry-After": "2" }), models])
    const asked = engine.models()
    await vi.advanceTimersByTimeAsync(1500)
    expect(sent).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(600)
    await expect(asked).resolves.toEqual([])
  })

  it("an earlier request ends with an AbortError when a later one comes", async () => {
    const { engine } = serverOf([problem(429, "busy", { "Retry-After": "60" })])
    const page = await engine.open(PAGE, null)
    const first = page.paint(REQUEST)
    const seen = expect(first).rejects.toMatchObject({ name: "AbortError" })
    await vi.advanceTimersByTimeAsync(10)
    page.paint(REQUEST).catch(() => undefined)
    await seen
    page.close()
  })

  it("says something calm where something between answers in HTML, or nothing answers", async () => {
    await expect(serverOf([() => new Response("<html>", { status: 502, statusText: "Bad Gateway" })]).engine.models()).rejects.toThrow("The server answered 502 Bad Gateway")
    const dead = new ServerEngine({ base: "http://host/", askToken: () => Promise.resolve(null), fetch: () => Promise.reject(new TypeError("failed")) })
    await expect(dead.models()).rejects.toThrow(EngineError)
  })
})
