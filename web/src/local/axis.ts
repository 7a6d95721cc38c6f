/** The principal axis of points in three dimensions. */

export type Vector = readonly [number, number, number]

/**
 * The eigenvector of the largest eigenvalue of a symmetric 3 x 3 matrix, by its six numbers xx, xy, xz, yy, yz, zz; its
 * longest part is positive.
 *
 * Source: Jacobi's rotations, Golub and Van Loan, "Matrix Computations", section 8.5.
 */
export function principalAxis(given: readonly number[]): Vector {
  const m = [
    [given[0], given[1], given[2]],
    [given[1], given[3], given[4]],
    [given[2], given[4], given[5]],
  ]
  const axes = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]
  for (let sweep = 0; sweep < 30; sweep++)
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ])
      if (Math.abs(m[p][q]) > 1e-300) rotate(m, axes, p, q)
  const largest = [0, 1, 2].reduce((best, index) => (m[index][index] > m[best][best] ? index : best), 0)
  const axis = [axes[0][largest], axes[1][largest], axes[2][largest]]
  const longest = axis.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0)
  const sign = longest < 0 ? -1 : 1
  return [sign * axis[0], sign * axis[1], sign * axis[2]]
}

/** One rotation that makes m[p][q] 0. */
function rotate(m: number[][], axes: number[][], p: number, q: number): void {
  const half = (m[q][q] - m[p][p]) / (2 * m[p][q])
  const t = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.sqrt(half * half + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (const row of [m, axes])
    for (let k = 0; k < 3; k++) {
      const [a, b] = [row[k][p], row[k][q]]
      row[k][p] = c * a - s * b
      row[k][q] = s * a + c * b
    }
  for (let k = 0; k < 3; k++) {
    const [a, b] = [m[p][k], m[q][k]]
    m[p][k] = c * a - s * b
    m[q][k] = s * a + c * b
  }
}
