/** Numbers that are joined with each other; mirrors `gaps.root`. */

/** The number that stands for all that are joined with this one; shortens the way to it. */
export function root(joined: Int32Array, number: number): number {
  while (joined[number] !== number) {
    joined[number] = joined[joined[number]]
    number = joined[number]
  }
  return number
}

export const alone = (count: number): Int32Array => Int32Array.from({ length: count }, (_, number) => number)
