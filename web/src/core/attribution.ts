/** Who drew an example: read from the text that stands beside the drawings, so that it is written once. */

export interface Credit {
  readonly file: string
  readonly title: string
  readonly author: string
  readonly license: string
  readonly origin: string
}

/** Sections "## name.png" with lines "- Title: …". */
export function readCredits(markdown: string): readonly Credit[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const line = (name: string) => new RegExp(`^- ${name}: (.*)$`, "m").exec(section)?.[1].trim() ?? ""
      return {
        file: section.split("\n", 1)[0].trim(),
        title: line("Title"),
        author: line("Author"),
        license: line("Licence").replace(/, <.*$/, ""),
        origin: line("Origin"),
      }
    })
}
