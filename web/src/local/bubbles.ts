/** Speech bubbles of a page: by their lettering, and by what the network takes them for; mirrors `runtime.bubbles`. */

import { resizeLineart, workingExtent } from "./geometry"
import { findBubbles } from "./lettering"
import type { Network } from "./network"
import { fromLargest } from "./numbers"
import { atCenters, bytes, countPixels, cropped, ints, type Bytes, type Floats, type Ints } from "./raster"
import { enlargeCells, softmax } from "./seen"
import { makePlanes } from "./tensors"
import { partsOf } from "./windows"

const NAME = "bubble"
const FACES = ["skin", "hair"]
const [LEAST, BESIDE_FACES] = [0.0015, 0.008]
// Of `runtime.looks`, which looks at regions for profiles as well.
const SHORT_PX = [192, 384]
const [MOST_REGIONS, LEAST_SHARE] = [120, 4e-4]
const [INK_BELOW, INK_WEIGHT] = [200, 1e-3]

/**
 * The numbers of a page's regions that are speech bubbles, or lie inside letters there. Mirrors `bubbles.bubbles_of`.
 */
export async function bubblesOf(network: Network, lineart: Bytes, small: Bytes, regions: Ints): Promise<number[]> {
  const found = findBubbles(lineart, regions)
  const { things } = network.card
  if (found.size && things.includes(NAME)) {
    const labels = atCenters(regions, small)
    const faces = FACES.map((name) => things.indexOf(name)).filter((index) => index >= 0)
    for (const box of partsOf(small)) {
      const { numbers, odds } = await look(network, cropped(small, box), cropped(labels, box))
      numbers.forEach((number, rank) => {
        const face = faces.reduce((total, thing) => total + odds[rank][thing], 0)
        if (odds[rank][things.indexOf(NAME)] < Math.max(LEAST, BESIDE_FACES * face)) found.delete(number)
      })
    }
  }
  return [...new Set([...found.values()].flat())].sort((one, other) => one - other)
}

interface Look {
  readonly numbers: readonly number[]
  /** Per region, of what it is: the mean over both sizes. */
  readonly odds: readonly Float64Array[]
}

/** Mirrors `looks.look`, as far as its odds go. */
async function look(network: Network, lineart: Bytes, labels: Ints): Promise<Look> {
  const { card } = network
  const sizes = countPixels(labels)
  const numbers = fromLargest(sizes)
    .slice(0, MOST_REGIONS)
    .filter((number) => sizes[number] >= Math.max(1, LEAST_SHARE * labels.data.length))
  const rankOf = new Int32Array(sizes.length).fill(numbers.length)
  numbers.forEach((number, rank) => (rankOf[number] = rank))
  const rank = ints(
    labels,
    1,
    labels.data.map((number) => rankOf[number]),
  )
  const odds = numbers.map(() => new Float64Array(card.things.length))
  for (const shortPx of SHORT_PX) {
    const small = resizeLineart(lineart, workingExtent(lineart, Math.min(shortPx, lineart.height, lineart.width)))
    const { logits } = await network.run(makePlanes(card, small, bytes(small, 4)))
    const cells = softmax(logits, card.color_bins.length, logits.channels)
    addMeans(odds, cells, atCenters(rank, small), small, card.cell_px)
  }
  return { numbers, odds }
}

/** Adds half of the means over regions, the cells blended. Mirrors `looks._means`. */
function addMeans(
  odds: readonly Float64Array[],
  cells: readonly Floats[],
  labels: Ints,
  small: Bytes,
  cellPx: number,
): void {
  const weight = Float64Array.from(small.data, (value) => (value >= INK_BELOW ? 1 : INK_WEIGHT))
  const totals = new Float64Array(odds.length + 1)
  labels.data.forEach((rank, at) => (totals[rank] += weight[at]))
  enlargeCells(cells, small, small, cellPx).forEach(({ data: fine }, thing) => {
    labels.data.forEach((rank, at) => {
      if (rank < odds.length)
        odds[rank][thing] += (fine[at] * weight[at]) / Math.max(totals[rank], 1e-9) / SHORT_PX.length
    })
  })
}
