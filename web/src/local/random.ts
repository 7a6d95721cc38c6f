/** The numbers that numpy's default_rng(seed) gives: SeedSequence and PCG64 (XSL-RR 128/64). */

const MASK64 = (1n << 64n) - 1n
const MASK128 = (1n << 128n) - 1n
const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n
const [INIT_A, MULT_A, INIT_B, MULT_B] = [0x43b0d7e5, 0x931e8875, 0x8b51f9dd, 0x58f38ded]
const [MIX_LEFT, MIX_RIGHT] = [0xca01f9dd, 0x4973f715]
const POOL = 4

/**
 * Uniform numbers in [0, 1), as `np.random.default_rng(seed).random(count)`.
 *
 * Source: O'Neill 2014, "PCG", HMC-CS-2014-0905, section 6.3; O'Neill 2015, "Developing a seed_seq alternative".
 */
export function uniforms(seed: number, count: number): Float64Array {
  const [high, low, streamHigh, streamLow] = seedWords(seed)
  const increment = ((((streamHigh << 64n) | streamLow) << 1n) | 1n) & MASK128
  let state = 0n
  const step = (): void => {
    state = (state * MULTIPLIER + increment) & MASK128
  }
  step()
  state = (state + ((high << 64n) | low)) & MASK128
  step()
  return Float64Array.from({ length: count }, () => {
    step()
    const folded = (state >> 64n) ^ (state & MASK64)
    const turn = state >> 122n
    const word = ((folded >> turn) | (folded << ((64n - turn) & 63n))) & MASK64
    return Number(word >> 11n) / 2 ** 53
  })
}

/** Four 64-bit words of numpy's SeedSequence(seed), for a seed of at most 32 bits. */
function seedWords(seed: number): [bigint, bigint, bigint, bigint] {
  const pool = mixedPool(seed >>> 0)
  let hash = INIT_B
  const words = Array.from({ length: 8 }, (_, index) => {
    let value = (pool[index % POOL] ^ hash) >>> 0
    hash = Math.imul(hash, MULT_B) >>> 0
    value = Math.imul(value, hash) >>> 0
    return (value ^ (value >>> 16)) >>> 0
  })
  const pair = (at: number): bigint => BigInt(words[at]) | (BigInt(words[at + 1]) << 32n)
  return [pair(0), pair(2), pair(4), pair(6)]
}

function mixedPool(seed: number): Uint32Array {
  let hash = INIT_A
  const hashed = (given: number): number => {
    let value = (given ^ hash) >>> 0
    hash = Math.imul(hash, MULT_A) >>> 0
    value = Math.imul(value, hash) >>> 0
    return (value ^ (value >>> 16)) >>> 0
  }
  const pool = Uint32Array.from({ length: POOL }, (_, index) => hashed(index ? 0 : seed))
  for (let from = 0; from < POOL; from++)
    for (let to = 0; to < POOL; to++)
      if (from !== to) {
        const value = (Math.imul(pool[to], MIX_LEFT) - Math.imul(hashed(pool[from]), MIX_RIGHT)) >>> 0
        pool[to] = (value ^ (value >>> 16)) >>> 0
      }
  return pool
}
