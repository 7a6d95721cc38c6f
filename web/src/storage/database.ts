/** What outlives the tab: the page as it was opened, and what was done to it. IndexedDB. */

const NAME = "nurie"
const KEPT = "session"

export interface Kept {
  /** Which page; work is given back only with its own. */
  readonly id: string
  /** PNG; written once for each page. */
  readonly page: Uint8Array
  readonly session: string
}

interface KeptPage extends Pick<Kept, "id" | "page"> {}
interface KeptWork extends Pick<Kept, "id" | "session"> {}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(KEPT)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

async function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => () => T): Promise<T> {
  const database = await opened()
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(KEPT, mode)
      const result = work(transaction.objectStore(KEPT))
      transaction.oncomplete = () => resolve(result())
      transaction.onabort = transaction.onerror = () => reject(transaction.error)
    })
  } finally {
    database.close()
  }
}

/** @param page null where the page was kept before. */
export async function keep(id: string, session: string, page: Uint8Array | null): Promise<void> {
  await within("readwrite", (store) => {
    if (page) store.put({ id, page } satisfies KeptPage, "page")
    store.put({ id, session } satisfies KeptWork, "work")
    return () => undefined
  })
}

/** The last page and its work; null where one of them is missing or of another page. */
export async function findKept(): Promise<Kept | null> {
  const [page, work] = await within("readonly", (store) => {
    const found = [store.get("page"), store.get("work")]
    return () => found.map((request): unknown => request.result)
  })
  return isKeptPage(page) && isKeptWork(work) && page.id === work.id ? { ...page, ...work } : null
}

function isKeptPage(value: unknown): value is KeptPage {
  return isRecord(value) && typeof value.id === "string" && value.page instanceof Uint8Array
}

function isKeptWork(value: unknown): value is KeptWork {
  return isRecord(value) && typeof value.id === "string" && typeof value.session === "string"
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null
}
