/** The worker: does tasks in the order of their arrival, and lets go of those that are taken back. */

import { EngineError } from "../engine/engine"
import type { Answer, FromWorker, PaintedPage, Places, Sent, Task, ToWorker } from "./protocol"
import { Studio } from "./studio"

class Stopped extends Error {}

const scope = self as unknown as DedicatedWorkerGlobalScope
const waiting = new Set<number>()
let studio: Studio | null = null
let last: Promise<void> = Promise.resolve()

scope.onmessage = ({ data }: MessageEvent<ToWorker>): void => {
  if (data.kind === "stop") waiting.delete(data.id)
  else if (data.kind === "close") last = last.then(() => studio?.close(data.page))
  else {
    waiting.add(data.id)
    last = last.then(() => work(data.id, data.task))
  }
}

async function work(id: number, task: Task): Promise<void> {
  try {
    const answer = await answerTo(id, task)
    send({ id, kind: "done", answer }, buffersOf(answer))
  } catch (error) {
    if (error instanceof Stopped) send({ id, kind: "stopped" })
    else
      send({
        id,
        kind: "failed",
        message: error instanceof Error ? error.message : String(error),
        said: error instanceof EngineError,
      })
  }
  waiting.delete(id)
}

async function answerTo(id: number, task: Task): Promise<Answer> {
  const check = async (): Promise<void> => {
    await turn()
    if (!waiting.has(id)) throw new Stopped()
  }
  await check()
  if (task.kind === "start") {
    studio = await start(task.places)
    return studio.started
  }
  if (!studio) throw new EngineError("The model is not loaded; load the page again.")
  if (task.kind === "open") return studio.open(id, task.page, check)
  if (task.kind === "paint") return studio.paint(task.page, task.request, check)
  return studio.lines(task.picture, task.method)
}

async function start({ model, ...place }: Places): Promise<Studio> {
  const found = await fetch(model).catch(() => null)
  if (!found?.ok)
    throw new EngineError(
      `The model could not be loaded from ${model} (${found ? `status ${found.status}` : "no answer"}); is the site complete?`,
    )
  return Studio.start(new Uint8Array(await found.arrayBuffer()), place)
}

/** Ends after messages that came meanwhile. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}

const send = (message: FromWorker, buffers: ArrayBuffer[] = []): void => scope.postMessage(message, buffers)

function buffersOf(answer: Answer): ArrayBuffer[] {
  if ("image" in answer) {
    const { image, lines, flats, shading, highlights }: PaintedPage = answer
    return [image, lines, flats, shading, highlights].map(({ data }) => data.buffer)
  }
  return "data" in answer ? [(answer satisfies Sent).data.buffer] : []
}
