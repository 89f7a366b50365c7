/** What one drawing of the timeline is made from. */
import type { Day } from '../shared/calendar.ts'
import type { Colours } from '../shared/colours.ts'
import type { Line } from './lines.ts'
import type { Placed } from './routes.ts'
import { HEAD, ROW, type Scale } from './scale.ts'

export interface Scene {
  lines: readonly Line[]
  links: readonly Placed[]
  scale: Scale
  today: Day
  /** Scrolled distance of the drawing's origin from the left and of the first line from below the header. */
  left: number
  top: number
  width: number
  height: number
  hovered: number
  selected: number
  colours: Colours
}

export function font(weight: number, size: number): string {
  return `${weight} ${size}px "Inter Variable", Inter, system-ui, sans-serif`
}

/** Upper edge of line `index` on the canvas. */
export function yOf(scene: Scene, index: number): number {
  return HEAD + index * ROW - scene.top
}
