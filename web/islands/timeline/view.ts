/** Draws the part of the timeline that is in view onto a canvas. Keeps nothing between two drawings. */
import { isWeekend, label, nextOf, shortDate, ticks, type Day } from '../shared/calendar.ts'
import { faded, type Colours } from '../shared/colours.ts'
import { isDone, isLate, type Line } from './model.ts'
import { endsOf, heading, linksInView, route, type Placed, type Point } from './routes.ts'
import { BAR, cells, dayAt, DIAMOND, HEAD, headerUnits, ROW, spanOf, visibleRange, xOf, type Scale, type Span } from './scale.ts'
import { isUnlikely, tenths } from '../shared/words.ts'

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

const FONT = '"Inter Variable", Inter, system-ui, sans-serif'
const RADIUS = 3
const GAP = 8

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
  for (const each of linksInView(scene.links, shown.first, shown.end, [scene.hovered, scene.selected])) link(context, scene, each)
  // One font for all lines: each change of a canvas's font costs more than the text itself.
  context.font = `500 11px ${FONT}`
  for (let index = shown.first; index < shown.end; index++) {
    const line = scene.lines[index]
    if (line) row(context, scene, line, index)
  }
  todayLine(context, scene)
  context.restore()
  header(context, scene)
}

const sharp = (value: number): number => Math.round(value) + 0.5
const yOf = (scene: Scene, index: number): number => HEAD + index * ROW - scene.top

/** Weekends, grid, and the bands behind lines. */
function ground(context: CanvasRenderingContext2D, scene: Scene, shown: { first: number; end: number }): void {
  const { scale, colours, left, width, height } = scene
  const first = Math.floor(dayAt(scale, left))
  const last = Math.ceil(dayAt(scale, left + width))
  for (let index = shown.first; index < shown.end; index++) {
    const y = yOf(scene, index)
    const band = index === scene.selected ? colours.of['accent-soft'] : index === scene.hovered || scene.lines[index]?.shape === 'release' ? colours.of.sunken : ''
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
  for (const [unit, colour] of [[fine, faded(colours.of['line-2'], 0.45)], [coarse, colours.of['line-2']]] as const) {
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

function row(context: CanvasRenderingContext2D, scene: Scene, line: Line, index: number): void {
  const span = spanOf(scene.scale, line)
  const middle = yOf(scene, index) + ROW / 2
  if (!span) {
    deadline(context, scene, line, middle)
    return
  }
  const past = line.item !== null && isDone(line.item)
  const at: Span = { start: span.start - scene.left, p50: span.p50 - scene.left, p85: (past ? span.p50 : span.p85) - scene.left }
  if (at.p85 < -8 || at.start > scene.width + 8) {
    elsewhere(context, scene, line, at.p85 < -8, middle)
    deadline(context, scene, line, middle)
    return
  }
  const colour = scene.colours.kind(line.item?.kind ?? 'other')
  const alarm = line.item !== null && !isDone(line.item) && (line.item.critical || isLate(line.item))
  if (line.shape === 'milestone') diamond(context, scene, at, middle, colour, alarm)
  else if (line.shape === 'release') bracket(context, scene, at, middle, alarm)
  else bar(context, scene, line, at, middle, colour, alarm)
  deadline(context, scene, line, middle)
  caption(context, scene, line, at, middle)
}

/** Solid to p50, fading to p85, a tick at p85. Parents are drawn thin: their work is that of the lines below. */
function bar(
  context: CanvasRenderingContext2D, scene: Scene, line: Line, at: Span, middle: number, colour: string, alarm: boolean,
): void {
  const thick = line.shape === 'summary' ? 6 : BAR
  const top = middle - thick / 2
  const done = line.item !== null && isDone(line.item)
  if (at.p85 > at.p50 + 0.5) {
    tail(context, at, top, thick, colour)
    context.fillStyle = colour
    context.fillRect(Math.round(at.p85) - 1.5, middle - 5, 1.5, 10)
  }
  context.fillStyle = done ? faded(colour, 0.4) : colour
  context.beginPath()
  context.roundRect(at.start, top, at.p50 - at.start, thick, RADIUS)
  context.fill()
  if (!alarm) return
  context.strokeStyle = scene.colours.of.surface
  context.lineWidth = 1
  context.beginPath()
  context.roundRect(at.start - 0.5, top - 0.5, at.p50 - at.start + 1, thick + 1, RADIUS + 0.5)
  context.stroke()
  context.strokeStyle = scene.colours.of.bad
  context.lineWidth = 1.5
  context.beginPath()
  context.roundRect(at.start - 1.75, top - 1.75, at.p50 - at.start + 3.5, thick + 3.5, RADIUS + 1.5)
  context.stroke()
}

function tail(context: CanvasRenderingContext2D, at: Span, top: number, thick: number, colour: string): void {
  const fade = context.createLinearGradient(at.p50, 0, at.p85, 0)
  fade.addColorStop(0, faded(colour, 0.55))
  fade.addColorStop(1, faded(colour, 0.07))
  context.fillStyle = fade
  context.fillRect(at.p50, top, at.p85 - at.p50, thick)
}

function bracket(context: CanvasRenderingContext2D, scene: Scene, at: Span, middle: number, alarm: boolean): void {
  const colour = alarm ? scene.colours.of.bad : scene.colours.of['ink-2']
  const top = middle - 5
  if (at.p85 > at.p50 + 0.5) {
    tail(context, at, top, 4, colour)
    context.fillStyle = colour
    context.fillRect(Math.round(at.p85) - 1.5, top - 1, 1.5, 8)
  }
  context.fillStyle = colour
  context.beginPath()
  context.moveTo(at.start, top)
  context.lineTo(at.p50, top)
  context.lineTo(at.p50, top + 9)
  context.lineTo(at.p50 - 6, top + 4)
  context.lineTo(at.start + 6, top + 4)
  context.lineTo(at.start, top + 9)
  context.closePath()
  context.fill()
}

function diamond(context: CanvasRenderingContext2D, scene: Scene, at: Span, middle: number, colour: string, alarm: boolean): void {
  if (at.p85 > at.p50 + 0.5) {
    tail(context, at, middle - 2, 4, colour)
    context.fillStyle = colour
    context.fillRect(Math.round(at.p85) - 1.5, middle - 5, 1.5, 10)
  }
  context.beginPath()
  context.moveTo(at.p50, middle - DIAMOND)
  context.lineTo(at.p50 + DIAMOND, middle)
  context.lineTo(at.p50, middle + DIAMOND)
  context.lineTo(at.p50 - DIAMOND, middle)
  context.closePath()
  context.fillStyle = colour
  context.fill()
  context.lineWidth = 1.5
  context.strokeStyle = alarm ? scene.colours.of.bad : scene.colours.of.surface
  context.stroke()
}

/** The chance, and how far the date moved, to the right of the tail; at the right edge when the tail ends beyond it. */
function caption(context: CanvasRenderingContext2D, scene: Scene, line: Line, at: Span, middle: number): void {
  const parts = captionParts(line, scene.colours)
  if (parts.length === 0) return
  const widths = parts.map(([text]) => context.measureText(text).width)
  const total = widths.reduce((sum, width) => sum + width + GAP, -GAP)
  let x = Math.max(at.p85, line.shape === 'milestone' ? at.p50 + DIAMOND : 0) + GAP
  const flag = line.item?.deadline ?? null
  const flagX = flag === null ? -1 : xOf(scene.scale, flag + 1) - scene.left
  if (flagX > x - GAP && flagX < x + total + 4) x = flagX + 12
  if (x + total > scene.width - GAP) {
    x = scene.width - GAP - total
    context.fillStyle = faded(scene.colours.of.surface, 0.88)
    context.beginPath()
    context.roundRect(x - 6, middle - 10, total + 12, 20, 4)
    context.fill()
  }
  context.lineJoin = 'round'
  context.lineWidth = 3
  context.strokeStyle = scene.colours.of.surface
  parts.forEach(([text, colour], index) => {
    context.strokeText(text, x, middle + 0.5)
    context.fillStyle = colour
    context.fillText(text, x, middle + 0.5)
    x += (widths[index] ?? 0) + GAP
  })
}

function captionParts(line: Line, { of }: Colours): [text: string, colour: string][] {
  const { item } = line
  if (!item) return []
  if (isDone(item)) return [[item.status === 'done' ? 'Done' : 'Dropped', of.mute]]
  const parts: [string, string][] = []
  if (item.chance !== null) parts.push([tenths(item.chance), isUnlikely(item.chance) ? of.bad : of.ink])
  const moved = Math.round(item.movedDays ?? 0)
  if (moved !== 0) parts.push([`${moved > 0 ? '+' : '−'}${Math.abs(moved)} d`, moved > 0 ? of.bad : of.good])
  return parts
}

/** A bar out of view leaves its date at the edge that it lies beyond. */
function elsewhere(context: CanvasRenderingContext2D, scene: Scene, line: Line, before: boolean, middle: number): void {
  const day = before ? line.p50 : (line.start ?? line.p50)
  if (day === null) return
  context.fillStyle = scene.colours.of.mute
  context.textAlign = before ? 'left' : 'right'
  const date = shortDate(day, scene.today)
  context.fillText(before ? `‹ ${date}` : `${date} ›`, before ? 8 : scene.width - 8, middle + 0.5)
  context.textAlign = 'left'
}

/** A small flag on the day that was promised; red when it will more likely be missed. */
function deadline(context: CanvasRenderingContext2D, scene: Scene, line: Line, middle: number): void {
  const { item } = line
  if (!item || item.deadline === null) return
  const x = Math.round(xOf(scene.scale, item.deadline + 1) - scene.left)
  if (x < -8 || x > scene.width + 8) return
  context.fillStyle = isLate(item) && !isDone(item) ? scene.colours.of.bad : scene.colours.of['ink-2']
  context.fillRect(x - 0.75, middle - 12, 1.5, 24)
  context.beginPath()
  context.moveTo(x, middle - 12)
  context.lineTo(x + 7, middle - 9)
  context.lineTo(x, middle - 6)
  context.closePath()
  context.fill()
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

function header(context: CanvasRenderingContext2D, scene: Scene): void {
  const { scale, colours, left, width } = scene
  context.fillStyle = colours.of.surface
  context.fillRect(0, 0, width, HEAD)
  const from = dayAt(scale, left)
  const to = dayAt(scale, left + width)
  const [coarse, fine] = headerUnits(scale.perDay)
  const half = HEAD / 2
  let seenYear = false
  for (const cell of cells(from, to, coarse)) {
    const x = xOf(scale, cell.first) - left
    const end = xOf(scale, cell.next) - left
    context.font = `600 12px ${FONT}`
    context.fillStyle = colours.of.ink
    const startsYear = nextOf(cell.first - 1, 'year') === cell.first
    const text = label(cell.first, coarse, end - Math.max(x, 0), !seenYear || startsYear)
    // The name of the cell at the left edge stays in sight until the next one pushes it out.
    const textX = Math.min(Math.max(x, 0) + 6, end - context.measureText(text).width - 6)
    context.fillText(text, textX, half / 2 + 4)
    seenYear = true
    if (x > 0) {
      context.fillStyle = colours.of['line-2']
      context.fillRect(Math.round(x), 4, 1, HEAD - 4)
    }
  }
  const todayX = xOf(scale, scene.today) - left
  context.font = `11px ${FONT}`
  const pill = `Today`
  const pillWidth = 40
  for (const cell of cells(from, to, fine)) {
    const x = xOf(scale, cell.first) - left
    const cellWidth = xOf(scale, cell.next) - left - x
    if (fine === 'day' && cellWidth < 14) continue
    context.fillStyle = fine === 'day' && isWeekend(cell.first) ? faded(colours.of.mute, 0.75) : colours.of.mute
    const text = label(cell.first, fine, cellWidth, false)
    const textWidth = context.measureText(text).width
    const textX = fine === 'day' ? x + (cellWidth - textWidth) / 2 : x + 6
    if (textX + textWidth > todayX - pillWidth / 2 - 2 && textX < todayX + pillWidth / 2 + 2) continue
    context.fillText(text, textX, half + half / 2 - 1)
  }
  if (todayX > -pillWidth && todayX < width + pillWidth) {
    context.fillStyle = colours.of.accent
    context.beginPath()
    context.roundRect(todayX - pillWidth / 2, half + 2, pillWidth, 16, 4)
    context.fill()
    context.fillStyle = colours.of.surface
    context.font = `600 11px ${FONT}`
    context.textAlign = 'center'
    context.fillText(pill, todayX, half + 10.5)
    context.textAlign = 'left'
  }
  context.fillStyle = colours.of.line
  context.fillRect(0, HEAD - 1, width, 1)
}
