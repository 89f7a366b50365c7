/**
 * Mounts the timeline on `<div data-island="timeline" data-url="…" data-items="…">` and ties its parts
 * together.
 */
import { make } from '../../app/dom.ts'
import { ask } from '../../app/requests.ts'
import { type Colours, readColours } from '../shared/colours.ts'
import { type Look, readLook, writeLook } from './address.ts'
import { Card } from './card.ts'
import { type Act, actOf } from './keys.ts'
import { type Line, linesOf, shuttable } from './lines.ts'
import { extent, readTimeline, type Timeline } from './model.ts'
import { Names } from './names.ts'
import { type At, listenToDivider, listenToPointer } from './pointer.ts'
import { type Placed, placeLinks } from './routes.ts'
import {
  clampZoom,
  HEAD,
  hit,
  ROW,
  type Scale,
  scrollAfterZoom,
  scrollToShow,
  spanOf,
  xOf,
  ZOOMS,
} from './scale.ts'
import { TableTwin } from './table.ts'
import './timeline.css'
import { Toolbar } from './toolbar.ts'
import { draw } from './view.ts'
import { closeWhy, openWhy } from './why.ts'

const MARGIN_DAYS = 21
const KEYS =
  'Arrows=Move, open and close lines; Enter=Why these dates; + -=Zoom; Shift ← →=Earlier, later; t=Today'

class TimelineIsland {
  private readonly look: Look = readLook(location.search)
  private readonly scroller = make('div', { class: 'tl-scroll' })
  private readonly space = make('div', { class: 'tl-space' })
  private readonly viewport = make('div', { class: 'tl-view' })
  private readonly canvas = make('canvas', { class: 'tl-canvas', 'aria-hidden': 'true' })
  private readonly divider = make('div', {
    class: 'tl-divider',
    role: 'separator',
    'aria-orientation': 'vertical',
    'aria-label': 'Width of the names',
    tabindex: '0',
  })
  private readonly names: Names
  private readonly card = new Card()
  private readonly table = new TableTwin()
  private readonly toolbar: Toolbar
  private readonly context: CanvasRenderingContext2D
  private colours: Colours
  private scale: Scale
  private lines: Line[] = []
  private links: Placed[] = []
  private lastDay = 0
  private hovered = -1
  private selectedId = ''
  private size = { width: 0, height: 0, names: 0 }
  private frame = 0

  constructor(
    private readonly host: HTMLElement,
    private readonly timeline: Timeline,
  ) {
    const context = this.canvas.getContext('2d')
    if (!context) throw new Error('This browser cannot draw.')
    this.context = context
    const { first, last } = extent(timeline)
    this.scale = { origin: first - MARGIN_DAYS, perDay: this.look.perDay }
    this.lastDay = last + MARGIN_DAYS * 2
    this.names = new Names(() => timeline.today)
    this.toolbar = new Toolbar(
      {
        zoomTo: (perDay) => this.zoom(perDay),
        toToday: () => this.goToDay(timeline.today),
        group: (grouping) => {
          this.look.grouping = grouping
          this.look.shut.clear()
          this.rebuild()
        },
        filter: (typed) => {
          this.look.filter = typed
          this.rebuild()
        },
        openAll: (open) => {
          this.look.shut = open ? new Set() : shuttable(timeline, this.look.grouping)
          this.rebuild()
        },
      },
      this.look.grouping,
      this.look.filter,
    )
    host.classList.add('tl')
    host.dataset.keys = KEYS
    this.viewport.append(this.names.element, this.divider, this.canvas)
    this.space.append(this.viewport)
    this.scroller.append(this.space)
    host.replaceChildren(this.toolbar.element, this.scroller, this.table.element, this.card.element)
    this.colours = readColours(host)
    this.listen()
    this.measure()
    this.rebuild()
    this.firstSight()
  }

  /**
   * Begin where something is happening: today at a quarter of the width, or the first start when that lies
   * ahead.
   */
  private firstSight(): void {
    const { first } = extent(this.timeline)
    const quarter = (this.size.width - this.size.names) / 4
    const start = Math.max(first, this.timeline.today - quarter / this.scale.perDay)
    this.scroller.scrollLeft = xOf(this.scale, start) - 24
    const wanted = new URLSearchParams(location.search).get('item')
    const index = wanted ? this.lines.findIndex((line) => line.item?.key === wanted) : -1
    if (index >= 0) this.choose(index)
  }

  private rebuild(): void {
    this.lines = linesOf(this.timeline, this.look)
    this.links = placeLinks(this.timeline.links, this.lines)
    this.hovered = -1
    this.card.hide()
    this.names.setLines(this.lines)
    this.table.setLines(this.lines)
    this.toolbar.tell(this.timeline, this.lines.length, this.look.filter.trim() !== '')
    this.host.classList.toggle('tl-none', this.lines.length === 0)
    this.stretch()
    this.remember()
    this.redraw()
  }

  private stretch(): void {
    this.space.style.width = `${this.size.names + xOf(this.scale, this.lastDay)}px`
    this.space.style.height = `${HEAD + this.lines.length * ROW + 8}px`
    this.toolbar.show(this.scale.perDay)
  }

  private measure(): void {
    const width = this.scroller.clientWidth
    const height = this.scroller.clientHeight
    const names = this.names.element.getBoundingClientRect().width
    this.size = { width, height, names }
    this.viewport.style.width = `${width}px`
    this.viewport.style.height = `${height}px`
    const ratio = devicePixelRatio || 1
    const canvasWidth = Math.max(1, width - names)
    this.canvas.width = Math.round(canvasWidth * ratio)
    this.canvas.height = Math.round(height * ratio)
    this.canvas.style.width = `${canvasWidth}px`
    this.canvas.style.height = `${height}px`
    this.divider.setAttribute('aria-valuenow', String(Math.round(names)))
    this.stretch()
  }

  private redraw(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0
      this.paint()
    })
  }

  private paint(): void {
    const { scrollLeft: left, scrollTop: top } = this.scroller
    const { width, height, names } = this.size
    const selected = this.lines.findIndex((line) => line.id === this.selectedId)
    const scene = {
      lines: this.lines,
      links: this.links,
      scale: this.scale,
      today: this.timeline.today,
      colours: this.colours,
      left,
      top,
      width: width - names,
      height,
      hovered: this.hovered,
      selected,
    }
    draw(this.context, scene, devicePixelRatio || 1)
    // After the canvas: setting a canvas's font asks for fresh styles, which new rows would make dear.
    this.names.render(top, height, this.hovered, selected)
  }

  private remember(): void {
    history.replaceState(
      history.state,
      '',
      `${location.pathname}${writeLook(location.search, this.look)}${location.hash}`,
    )
  }

  /** Zoom with the day under `anchor` (px from the drawing's left edge) staying where it is. */
  private zoom(perDay: number, anchor = (this.size.width - this.size.names) / 2): void {
    const before = this.scale
    const left = this.scroller.scrollLeft
    this.scale = { ...before, perDay: clampZoom(perDay) }
    this.look.perDay = this.scale.perDay
    this.stretch()
    this.scroller.scrollLeft = scrollAfterZoom(before, this.scale, left, anchor)
    this.remember()
    this.redraw()
  }

  private goToDay(day: number): void {
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    const quarter = (this.size.width - this.size.names) / 4
    this.scroller.scrollTo({ left: xOf(this.scale, day) - quarter, behavior: calm ? 'instant' : 'smooth' })
  }

  /** Make a line the current one, bring it into sight, and its bar too when `reveal`. */
  private moveTo(index: number, reveal = false): void {
    const line = this.lines[index]
    if (!line) return
    this.names.setActive(index)
    this.scroller.scrollTop = scrollToShow(index, this.scroller.scrollTop, this.size.height - HEAD)
    if (reveal) {
      const span = spanOf(this.scale, line)
      const { scrollLeft } = this.scroller
      const room = this.size.width - this.size.names
      if (span && (span.p85 < scrollLeft + 16 || span.start > scrollLeft + room - 48))
        this.scroller.scrollLeft = span.start - room / 4
    }
    this.paint()
    this.names.focusActive()
  }

  private choose(index: number): void {
    const line = this.lines[index]
    if (!line) return
    this.moveTo(index, true)
    if (!line.item?.key) {
      this.toggle(index)
      return
    }
    this.selectedId = line.id
    openWhy(this.host, line.item, () => {
      this.selectedId = ''
      this.redraw()
      this.names.focusActive()
    })
    this.redraw()
  }

  private toggle(index: number): void {
    const line = this.lines[index]
    if (!line?.expandable) return
    if (line.open) this.look.shut.add(line.id)
    else this.look.shut.delete(line.id)
    this.rebuild()
  }

  private listen(): void {
    this.scroller.addEventListener(
      'scroll',
      () => {
        this.card.hide()
        this.redraw()
      },
      { passive: true },
    )
    new ResizeObserver(() => {
      this.measure()
      this.paint()
    }).observe(this.scroller)
    document.addEventListener('pilothouse:theme', () => {
      this.colours = readColours(this.host)
      this.redraw()
    })
    void document.fonts.ready.then(() => this.redraw())
    this.scroller.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return
        event.preventDefault()
        const anchor = event.clientX - this.canvas.getBoundingClientRect().left
        this.zoom(this.scale.perDay * Math.exp(-event.deltaY * 0.004), Math.max(0, anchor))
      },
      { passive: false },
    )
    this.host.addEventListener('keydown', (event) => this.key(event))
    this.names.element.addEventListener('click', (event) => {
      const index = indexOf(event)
      if (index < 0) return
      if (event.target instanceof Element && event.target.closest('[data-twisty]')) {
        this.moveTo(index)
        this.toggle(index)
      } else this.choose(index)
    })
    this.names.element.addEventListener('pointermove', (event) => this.hover(indexOf(event)))
    this.names.element.addEventListener('focusin', (event) => {
      const index = indexOf(event)
      if (index >= 0) this.names.setActive(index)
    })
    this.viewport.addEventListener('pointerleave', () => this.hover(-1))
    listenToPointer(this.canvas, this.scroller, {
      over: (at, event) => this.over(at, event),
      click: (at) => this.click(at),
    })
    listenToDivider(
      this.divider,
      () => this.size.names,
      (width) => this.setNamesWidth(width),
    )
  }

  private hover(index: number): void {
    if (index !== this.hovered) {
      this.hovered = index
      this.redraw()
    }
    if (index < 0) this.card.hide()
  }

  private over(at: At | null, event: PointerEvent): void {
    const found = at && hit(this.lines, this.scale, at.x, at.y)
    this.hover(found?.index ?? -1)
    const line = found?.onBar ? this.lines[found.index] : undefined
    this.canvas.classList.toggle('on-bar', line !== undefined)
    if (line && event.pointerType === 'mouse')
      this.card.show(line, event.clientX, event.clientY, this.timeline.today)
    else this.card.hide()
  }

  /**
   * A click on a bar asks why; so does one on a line whose bar is out of sight and left its date at the
   * edge.
   */
  private click(at: At): void {
    const found = hit(this.lines, this.scale, at.x, at.y)
    const line = found ? this.lines[found.index] : undefined
    const span = line && spanOf(this.scale, line)
    const { scrollLeft } = this.scroller
    const away =
      span && (span.p85 < scrollLeft || span.start > scrollLeft + this.size.width - this.size.names)
    if (found && (found.onBar || away)) this.choose(found.index)
  }

  private setNamesWidth(width: number): void {
    const px = Math.round(Math.min(this.size.width * 0.7, Math.max(120, width)))
    this.host.style.setProperty('--tl-names', `${px}px`)
    this.measure()
    this.paint()
  }

  private key(event: KeyboardEvent): void {
    const { target } = event
    if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof HTMLElement)) return
    if (target.matches('input, select, summary, button') || target.closest('.tl-twin')) return
    const page = Math.max(1, Math.floor((this.size.height - HEAD) / ROW) - 1)
    const act = actOf(event.key, event.shiftKey, this.lines, this.names.activeIndex, page)
    if (!act || (act.do === 'close' && !closeWhy())) return
    event.preventDefault()
    event.stopPropagation()
    this.carryOut(act)
  }

  private carryOut(act: Act): void {
    if (act.do === 'go') this.moveTo(act.to)
    else if (act.do === 'toggle') this.toggle(act.at)
    else if (act.do === 'pan') this.scroller.scrollLeft += act.by
    else if (act.do === 'zoom') this.zoom(this.scale.perDay * act.by)
    else if (act.do === 'usual-zoom') this.zoom(ZOOMS.month)
    else if (act.do === 'today') this.goToDay(this.timeline.today)
    else if (act.do === 'why') this.choose(this.names.activeIndex)
  }
}

function indexOf(event: Event): number {
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.tl-row') : null
  return row ? Number(row.dataset.index) : -1
}

async function mount(host: HTMLElement): Promise<void> {
  host.setAttribute('aria-busy', 'true')
  try {
    const response = await ask(host.dataset.url ?? '/api/v1/timeline', 'application/json')
    const timeline = readTimeline(await response.json())
    new TimelineIsland(host, timeline)
  } catch (error) {
    const again = make('button', { type: 'button', class: 'btn' }, 'Try again')
    again.addEventListener('click', () => void mount(host))
    host.replaceChildren(
      make('div', { class: 'empty', role: 'alert' }, make('p', {}, (error as Error).message), again),
    )
  } finally {
    host.removeAttribute('aria-busy')
  }
}

for (const host of document.querySelectorAll<HTMLElement>('[data-island="timeline"]')) void mount(host)
