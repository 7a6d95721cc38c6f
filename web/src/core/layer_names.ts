/** What artists call the layer of their lines; the command line knows the same names (core/layered.py). */

const LINES = /^(lines?|line ?art|inks?|線画|主線)[ _-]*\d*$/i

export function isLinesName(name: string): boolean {
  return LINES.test(name.trim())
}
