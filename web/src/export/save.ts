/** Files that the browser hands to the artist. */

export function saveFile(name: string, bytes: Uint8Array | string | Blob, media: string): void {
  const blob = bytes instanceof Blob ? bytes : new Blob([bytes as BlobPart], { type: media })
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** The page's name without its suffix and without what file systems refuse. */
export function stemOf(name: string): string {
  const stem = name.replace(/\.[a-z0-9]{1,5}$/i, "").replace(/[\\/:*?"<>|\u0000-\u001f]+/g, "-").trim()
  return stem || "nurie"
}
