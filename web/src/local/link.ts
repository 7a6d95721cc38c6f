/** Tasks to a worker and their answers. */

import { EngineError } from "../engine/engine"
import type { Answer, FromWorker, Task, ToWorker } from "./protocol"

interface Pending {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

export interface Asked<T> {
  readonly id: number
  readonly answer: Promise<T>
  /** Takes the task back: its answer is an AbortError at once, and the worker lets go of it at its next step. */
  readonly stop: () => void
}

const aborted = (): DOMException =>
  new DOMException("A newer request, or the page, has taken this one back.", "AbortError")

export class WorkerLink {
  private readonly pending = new Map<number, Pending>()
  private next = 1
  private broken: EngineError | null = null

  constructor(private readonly worker: Worker) {
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.settle(data)
    worker.onerror = (event) =>
      this.fail(
        `The part of this page that colours has stopped (${event.message || "it could not be loaded"}); load the page again.`,
      )
  }

  /** The answer has the type that belongs to the task, see `protocol`. */
  ask<T extends Answer>(task: Task, signal?: AbortSignal): Asked<T> {
    const id = this.next++
    const stop = (): void => this.stop(id)
    const answer = new Promise<Answer>((resolve, reject) => {
      if (this.broken) reject(this.broken)
      else if (signal?.aborted) reject(aborted())
      else {
        this.pending.set(id, { resolve, reject })
        signal?.addEventListener("abort", stop, { once: true })
        this.tell({ kind: "task", id, task })
      }
    }).finally(() => signal?.removeEventListener("abort", stop))
    return { id, answer: answer as Promise<T>, stop }
  }

  tell(message: ToWorker): void {
    const task = message.kind === "task" ? message.task : null
    const sent = task?.kind === "open" ? [task.page] : task?.kind === "lines" ? [task.picture] : []
    this.worker.postMessage(
      message,
      sent.map(({ data }) => data.buffer),
    )
  }

  end(): void {
    this.worker.terminate()
  }

  private stop(id: number): void {
    const pending = this.pending.get(id)
    if (!pending) return
    this.pending.delete(id)
    pending.reject(aborted())
    this.tell({ kind: "stop", id })
  }

  private settle(message: FromWorker): void {
    const pending = this.pending.get(message.id)
    this.pending.delete(message.id)
    if (message.kind === "done") pending?.resolve(message.answer)
    else if (message.kind === "stopped") pending?.reject(aborted())
    else if (message.said) pending?.reject(new EngineError(message.message))
    else
      pending?.reject(
        new EngineError(
          `This could not be done in the browser (${message.message}); try again, or load the page again.`,
        ),
      )
  }

  private fail(text: string): void {
    this.broken = new EngineError(text)
    for (const { reject } of this.pending.values()) reject(this.broken)
    this.pending.clear()
  }
}
