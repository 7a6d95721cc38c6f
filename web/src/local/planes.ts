/** Names of the planes that networks read, in their order; mirrors `PLANES` and `ALL_PLANES` of `nurie.runtime.tensors`. */

export const PLANES = [
  "line",
  "hint_r",
  "hint_g",
  "hint_b",
  "hint_mask",
  "flood_r",
  "flood_g",
  "flood_b",
  "flood_confidence",
] as const
export const ALL_PLANES = [...PLANES, "diffused_r", "diffused_g", "diffused_b"] as const
