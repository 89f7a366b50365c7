/** Draws the date header of the timeline: two levels of dates, and where today is. */
import { isWeekend, label, nextOf, type Unit } from '../shared/calendar.ts'
import { faded } from '../shared/colours.ts'
import { cells, dayAt, HEAD, headerUnits, xOf } from './scale.ts'
import { font, type Scene } from './scene.ts'

const HALF = HEAD / 2
/** Width of the mark that says where today is. */
const PILL = 40

/** Painted last: lines scroll beneath it. */
export function header(context: CanvasRenderingContext2D, scene: Scene): void {
  const { scale, colours, width } = scene
  context.fillStyle = colours.of.surface
  context.fillRect(0, 0, width, HEAD)
  const [coarse, fine] = headerUnits(scale.perDay)
  coarseCells(context, scene, coarse)
  fineCells(context, scene, fine)
  todayMark(context, scene)
  context.fillStyle = colours.of.line
  context.fillRect(0, HEAD - 1, width, 1)
}

/** Cells of one level in view, with their edges on the canvas. */
function cellsInView(scene: Scene, unit: Unit): { first: number; x: number; end: number }[] {
  const { scale, left, width } = scene
  return cells(dayAt(scale, left), dayAt(scale, left + width), unit).map(({ first, next }) => ({
    first,
    x: xOf(scale, first) - left,
    end: xOf(scale, next) - left,
  }))
}

/** The name of the cell at the left edge stays in sight until the next one pushes it out. */
function coarseCells(context: CanvasRenderingContext2D, scene: Scene, unit: Unit): void {
  const { of } = scene.colours
  context.font = font(600, 12)
  cellsInView(scene, unit).forEach(({ first, x, end }, index) => {
    const startsYear = nextOf(first - 1, 'year') === first
    const text = label(first, unit, end - Math.max(x, 0), index === 0 || startsYear)
    context.fillStyle = of.ink
    context.fillText(
      text,
      Math.min(Math.max(x, 0) + 6, end - context.measureText(text).width - 6),
      HALF / 2 + 4,
    )
    if (x <= 0) return
    context.fillStyle = of['line-2']
    context.fillRect(Math.round(x), 4, 1, HEAD - 4)
  })
}

function fineCells(context: CanvasRenderingContext2D, scene: Scene, unit: Unit): void {
  const { of } = scene.colours
  const todayX = xOf(scene.scale, scene.today) - scene.left
  context.font = font(400, 11)
  for (const { first, x, end } of cellsInView(scene, unit)) {
    const text = label(first, unit, end - x, false)
    const width = context.measureText(text).width
    const textX = unit === 'day' ? (x + end - width) / 2 : x + 6
    const covered = textX + width > todayX - PILL / 2 - 2 && textX < todayX + PILL / 2 + 2
    if (covered || textX < 0 || width + 2 > end - x) continue
    context.fillStyle = unit === 'day' && isWeekend(first) ? faded(of.mute, 0.75) : of.mute
    context.fillText(text, textX, HALF * 1.5 - 1)
  }
}

function todayMark(context: CanvasRenderingContext2D, scene: Scene): void {
  const x = xOf(scene.scale, scene.today) - scene.left
  if (x < -PILL || x > scene.width + PILL) return
  context.fillStyle = scene.colours.of.accent
  context.beginPath()
  context.roundRect(x - PILL / 2, HALF + 2, PILL, 16, 4)
  context.fill()
  context.fillStyle = scene.colours.of.surface
  context.font = font(600, 11)
  context.textAlign = 'center'
  context.fillText('Today', x, HALF + 10.5)
  context.textAlign = 'left'
}
