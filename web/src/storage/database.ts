/** Two values that outlive the tab: the page as it was opened, and what was done to it. IndexedDB. */

const NAME = "nurie"
const KEPT = "session"

export interface Kept {
  /** PNG of the page, written once for each page. */
  readonly page: Uint8Array
  readonly session: string
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(KEPT)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

async function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await opened()
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(KEPT, mode)
      const request = work(transaction.objectStore(KEPT))
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error)
    })
  } finally {
    database.close()
  }
}

/** Page and work in one value, so that one never stands beside another's. */
export async function keep(kept: Kept): Promise<void> {
  await within("readwrite", (store) => store.put(kept, "latest"))
}

export async function findKept(): Promise<Kept | null> {
  const found: unknown = await within<unknown>("readonly", (store) => store.get("latest"))
  return isKept(found) ? found : null
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== "object" || value === null) return false
  const { page, session } = value as Partial<Record<keyof Kept, unknown>>
  return page instanceof Uint8Array && typeof session === "string"
}
