/** How two arrays differ. */

export interface Difference {
  readonly mean: number
  readonly most: number
  /** Share of numbers that differ at all. */
  readonly share: number
}

export function difference(found: ArrayLike<number>, expected: ArrayLike<number>): Difference {
  if (found.length !== expected.length) throw new Error(`found ${found.length} numbers, expected ${expected.length}`)
  let [total, most, count] = [0, 0, 0]
  for (let index = 0; index < found.length; index++) {
    const far = Math.abs(found[index] - expected[index])
    total += far
    most = Math.max(most, far)
    if (far) count++
  }
  return { mean: total / found.length, most, share: count / found.length }
}
