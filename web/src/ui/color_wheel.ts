/** A ring of hues around a square of saturation and brightness. By pointer and by arrow keys. */

import { hexToRgb, type Hsv, hsvToRgb, rgbToHex, rgbToHsv } from "../core/color"
import { h } from "./element"
import type { Translate } from "./strings"

export interface Wheel {
  readonly element: HTMLElement
  readonly show: (hex: string) => void
}

const INNER = 0.78 // of the ring's radius

export function colorWheel(t: Translate, onChange: (hex: string) => void): Wheel {
  let hsv: Hsv = [0, 1, 1]
  const hueMark = h("span", { class: "wheel-mark" })
  const hue = h("div", { class: "wheel-hue", role: "slider", tabindex: 0, "aria-label": t("hue"), "aria-valuemin": 0, "aria-valuemax": 359 }, hueMark)
  const mark = h("span", { class: "wheel-mark" })
  const square = h("div", { class: "wheel-square", role: "slider", tabindex: 0, "aria-label": t("saturation"), "aria-valuemin": 0, "aria-valuemax": 100 }, mark)
  const element = h("div", { class: "wheel" }, hue, square)

  const paint = () => {
    const [hueShare, s, v] = hsv
    const angle = hueShare * 2 * Math.PI - Math.PI / 2
    const reach = 50 * ((1 + INNER) / 2)
    hueMark.style.left = `${50 + reach * Math.cos(angle)}%`
    hueMark.style.top = `${50 + reach * Math.sin(angle)}%`
    hueMark.style.background = square.style.backgroundColor = rgbToHex(hsvToRgb([hueShare, 1, 1]))
    mark.style.left = `${s * 100}%`
    mark.style.top = `${(1 - v) * 100}%`
    mark.style.background = rgbToHex(hsvToRgb(hsv))
    hue.setAttribute("aria-valuenow", String(Math.round(hueShare * 360) % 360))
    square.setAttribute("aria-valuenow", String(Math.round(s * 100)))
    square.setAttribute("aria-valuetext", t("svValue", { s: Math.round(s * 100), v: Math.round(v * 100) }))
  }
  const set = (next: Hsv) => {
    hsv = next
    paint()
    onChange(rgbToHex(hsvToRgb(hsv)))
  }
  /** Grey has no hue and black no saturation: what was set before stays, so that the marks don't jump. */
  const show = (hex: string) => {
    if (hex === rgbToHex(hsvToRgb(hsv))) return
    const [newHue, s, v] = rgbToHsv(hexToRgb(hex))
    hsv = [s === 0 ? hsv[0] : newHue, v === 0 ? hsv[1] : s, v]
    paint()
  }
  dragged(hue, (x, y) => set([(Math.atan2(y - 0.5, x - 0.5) / (2 * Math.PI) + 1.25) % 1, hsv[1], hsv[2]]))
  dragged(square, (x, y) => set([hsv[0], within(x), within(1 - y)]))
  stepped(hue, (dx, dy) => set([(hsv[0] + (dx + dy) / 360 + 1) % 1, hsv[1], hsv[2]]))
  stepped(square, (dx, dy) => set([hsv[0], within(hsv[1] + dx / 100), within(hsv[2] + dy / 100)]))
  paint()
  return { element, show }
}

function within(share: number): number {
  return Math.min(Math.max(share, 0), 1)
}

/** Calls with the pointer's place as shares of the element. */
function dragged(element: HTMLElement, move: (x: number, y: number) => void): void {
  const report = (event: PointerEvent) => {
    const box = element.getBoundingClientRect()
    move((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height)
  }
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId)
    report(event)
  })
  element.addEventListener("pointermove", (event) => element.hasPointerCapture(event.pointerId) && report(event))
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }

function stepped(element: HTMLElement, move: (dx: number, dy: number) => void): void {
  element.addEventListener("keydown", (event) => {
    const step = STEPS[event.key]
    if (!step) return
    event.preventDefault()
    event.stopPropagation()
    const times = event.shiftKey ? 10 : 1
    move(step[0] * times, step[1] * times)
  })
}
