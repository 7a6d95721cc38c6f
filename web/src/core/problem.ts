/** What is wrong with a file, as a key of the table of strings, so that it can be told in the artist's language. */

export type ProblemKey =
  | "notPicture" | "pictureTooLarge" | "hintsNotJson" | "hintsField" | "hintsVersion" | "hintsStroke" | "hintsShape"
  | "paletteEmpty" | "paletteLine" | "paletteBroken" | "sessionBroken" | "sessionVersion" | "unknownFile"

export class FileError extends Error {
  override readonly name = "FileError"

  /** @param values replace the {names} in the string. */
  constructor(
    readonly key: ProblemKey,
    readonly values: Readonly<Record<string, string | number>> = {},
  ) {
    super(`${key} ${JSON.stringify(values)}`)
  }
}
