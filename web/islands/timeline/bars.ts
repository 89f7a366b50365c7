/** Draws single lines of the timeline: bars with their tails, brackets, diamonds, flags and captions. */
import { shortDate } from '../shared/calendar.ts'
import { type Colours, faded } from '../shared/colours.ts'
import { isUnlikely, tenths } from '../shared/words.ts'
import type { Line } from './lines.ts'
import { isDone, isLate } from './model.ts'
import { BAR, DIAMOND, ROW, type Span, spanOf, xOf } from './scale.ts'
import { type Scene, yOf } from './scene.ts'

const RADIUS = 3
const GAP = 8

/** One line: its bar, bracket or diamond, the deadline or target date, and its words. */
export function row(context: CanvasRenderingContext2D, scene: Scene, line: Line, index: number): void {
  const span = spanOf(scene.scale, line)
  const middle = yOf(scene, index) + ROW / 2
  if (!span) {
    deadline(context, scene, line, middle)
    return
  }
  const past = line.item !== null && isDone(line.item)
  const at: Span = {
    start: span.start - scene.left,
    p50: span.p50 - scene.left,
    p85: (past ? span.p50 : span.p85) - scene.left,
  }
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

/**
 * Solid to p50, fading to p85, a tick at p85. Parents are drawn thin: their work is that of the lines below.
 */
function bar(
  context: CanvasRenderingContext2D,
  scene: Scene,
  line: Line,
  at: Span,
  middle: number,
  colour: string,
  alarm: boolean,
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

function bracket(
  context: CanvasRenderingContext2D,
  scene: Scene,
  at: Span,
  middle: number,
  alarm: boolean,
): void {
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

function diamond(
  context: CanvasRenderingContext2D,
  scene: Scene,
  at: Span,
  middle: number,
  colour: string,
  alarm: boolean,
): void {
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

/**
 * The chance, and how far the date moved, to the right of the tail; at the right edge when the tail ends
 * beyond it.
 */
function caption(
  context: CanvasRenderingContext2D,
  scene: Scene,
  line: Line,
  at: Span,
  middle: number,
): void {
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
function elsewhere(
  context: CanvasRenderingContext2D,
  scene: Scene,
  line: Line,
  before: boolean,
  middle: number,
): void {
  const day = before ? line.p50 : (line.start ?? line.p50)
  if (day === null) return
  context.fillStyle = scene.colours.of.mute
  context.textAlign = before ? 'left' : 'right'
  const date = shortDate(day, scene.today)
  context.fillText(before ? `‹ ${date}` : `${date} ›`, before ? 8 : scene.width - 8, middle + 0.5)
  context.textAlign = 'left'
}

/** A small flag on the deadline or target date; red when it will more likely be missed. */
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
