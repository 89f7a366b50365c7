/** Draws the part of the timeline that is in view onto a canvas. Keeps nothing between two drawings. */
import { isWeekend, ticks } from '../shared/calendar.ts'
import { faded } from '../shared/colours.ts'
import { row } from './bars.ts'
import { header } from './header.ts'
import { endsOf, heading, linksInView, type Placed, type Point, route } from './routes.ts'
import { dayAt, HEAD, headerUnits, ROW, visibleRange, xOf } from './scale.ts'
import { font, type Scene, yOf } from './scene.ts'

/** One drawing, in CSS pixels; `ratio` is the device's pixels per CSS pixel. */
export function draw(context: CanvasRenderingContext2D, scene: Scene, ratio: number): void {
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, scene.width, scene.height)
  context.textBaseline = 'middle'
  context.save()
  context.beginPath()
  context.rect(0, HEAD, scene.width, scene.height - HEAD)
  context.clip()
  const shown = visibleRange(scene.lines.length, scene.top, scene.height - HEAD)
  ground(context, scene, shown)
  for (const each of linksInView(scene.links, shown.first, shown.end, [scene.hovered, scene.selected]))
    link(context, scene, each)
  // One font for all lines: each change of a canvas's font costs more than the text itself.
  context.font = font(500, 11)
  for (let index = shown.first; index < shown.end; index++) {
    const line = scene.lines[index]
    if (line) row(context, scene, line, index)
  }
  todayLine(context, scene)
  context.restore()
  header(context, scene)
}

const sharp = (value: number): number => Math.round(value) + 0.5

/** Weekends, grid, and the bands behind lines. */
function ground(
  context: CanvasRenderingContext2D,
  scene: Scene,
  shown: { first: number; end: number },
): void {
  const { scale, colours, left, width, height } = scene
  const first = Math.floor(dayAt(scale, left))
  const last = Math.ceil(dayAt(scale, left + width))
  for (let index = shown.first; index < shown.end; index++) {
    const y = yOf(scene, index)
    const band =
      index === scene.selected
        ? colours.of['accent-soft']
        : index === scene.hovered || scene.lines[index]?.shape === 'release'
          ? colours.of.sunken
          : ''
    if (band) {
      context.fillStyle = band
      context.fillRect(0, y, width, ROW)
    }
  }
  if (scale.perDay >= 5) {
    context.fillStyle = faded(colours.of.mute, 0.07)
    for (let day = first; day <= last; day++) {
      if (isWeekend(day)) context.fillRect(xOf(scale, day) - left, HEAD, scale.perDay, height)
    }
  }
  context.lineWidth = 1
  const [coarse, fine] = headerUnits(scale.perDay)
  for (const [unit, colour] of [
    [fine, faded(colours.of['line-2'], 0.45)],
    [coarse, colours.of['line-2']],
  ] as const) {
    context.strokeStyle = colour
    context.beginPath()
    for (const day of ticks(first, last, unit)) {
      const x = sharp(xOf(scale, day) - left)
      context.moveTo(x, HEAD)
      context.lineTo(x, height)
    }
    context.stroke()
  }
  context.strokeStyle = colours.of.line
  context.beginPath()
  for (let index = shown.first; index < shown.end; index++) {
    const y = sharp(yOf(scene, index) + ROW - 1)
    context.moveTo(0, y)
    context.lineTo(width, y)
  }
  context.stroke()
}

function link(context: CanvasRenderingContext2D, scene: Scene, placed: Placed): void {
  const ends = endsOf(placed, scene.lines, scene.scale)
  if (!ends) return
  const { of } = scene.colours
  const near = [placed.from, placed.to].some((index) => index === scene.hovered || index === scene.selected)
  const points = route(placed.link.kind, ends).map(([x, y]): Point => [x - scene.left, y + HEAD - scene.top])
  const colour = placed.link.violated ? of.bad : near ? of.accent : faded(of.mute, 0.7)
  context.strokeStyle = colour
  context.lineWidth = placed.link.violated || near ? 1.5 : 1
  context.lineJoin = 'round'
  path(context, points)
  const tip = points.at(-1)
  if (!tip) return
  const back = 5 * heading(placed.link.kind)
  context.fillStyle = colour
  context.beginPath()
  context.moveTo(tip[0], tip[1])
  context.lineTo(tip[0] - back, tip[1] - 3.5)
  context.lineTo(tip[0] - back, tip[1] + 3.5)
  context.closePath()
  context.fill()
}

/** Upright and level strokes with softened corners. */
function path(context: CanvasRenderingContext2D, points: readonly Point[]): void {
  const first = points[0]
  const last = points.at(-1)
  if (!first || !last) return
  context.beginPath()
  context.moveTo(first[0], first[1])
  for (let at = 1; at < points.length - 1; at++) {
    const before = points[at - 1]
    const corner = points[at]
    const after = points[at + 1]
    if (!before || !corner || !after) continue
    const shorter = Math.min(distance(before, corner), distance(corner, after))
    context.arcTo(corner[0], corner[1], after[0], after[1], Math.min(4, shorter / 2))
  }
  context.lineTo(last[0], last[1])
  context.stroke()
}

function distance(a: Point, b: Point): number {
  return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1])
}

function todayLine(context: CanvasRenderingContext2D, scene: Scene): void {
  const x = Math.round(xOf(scene.scale, scene.today) - scene.left)
  if (x < -1 || x > scene.width) return
  context.fillStyle = scene.colours.of.accent
  context.fillRect(x, HEAD, 1.5, scene.height)
}
