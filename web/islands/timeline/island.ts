/**
 * Mounts the timeline on `<div data-island="timeline" data-url="…" data-items="…">` and ties its parts
 * together. `data-first` is the address of one product's lines, shown before all others are there.
 */
import { make } from '../../app/dom.ts'
import { type Colours, readColours } from '../shared/colours.ts'
import { type Look, readLook, writeLook } from './address.ts'
import { Card } from './card.ts'
import { Frame } from './frame.ts'
import { type Act, actOf } from './keys.ts'
import { type Grouping, groupingsOf, type Line, linesOf, shuttable, usualGrouping } from './lines.ts'
import { extent, type Timeline } from './model.ts'
import { Names } from './names.ts'
import { type At, listenToDivider, listenToPointer } from './pointer.ts'
import { type Placed, placeLinks } from './routes.ts'
import {
  clampZoom,
  dayAt,
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
import { read } from './server.ts'
import { TableTwin } from './table.ts'
import './timeline.css'
import { Toolbar } from './toolbar.ts'
import { draw } from './view.ts'
import { closeWhy, openWhy } from './why.ts'

const MARGIN_DAYS = 21
const KEYS =
  'Arrows=Move, open and close lines; Enter=Why these dates; + -=Zoom; Shift ← →=Earlier, later; t=Today'

class TimelineIsland {
  private readonly usual: Grouping
  private readonly look: Look
  private readonly names: Names
  private readonly frame: Frame
  private readonly card = new Card()
  private readonly table = new TableTwin()
  private readonly toolbar: Toolbar
  private colours: Colours
  private scale: Scale
  private lines: Line[] = []
  private links: Placed[] = []
  private lastDay = 0
  private hovered = -1
  private selectedId = ''
  private waiting = 0

  constructor(
    private readonly host: HTMLElement,
    private timeline: Timeline,
  ) {
    const { first, last } = extent(timeline)
    this.usual = usualGrouping(timeline)
    this.look = readLook(location.search, this.usual, groupingsOf(timeline))
    this.scale = { origin: first - MARGIN_DAYS, perDay: this.look.perDay }
    this.lastDay = last + MARGIN_DAYS * 2
    this.names = new Names(() => timeline.today)
    this.frame = new Frame(host, this.names.element)
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
          this.look.shut = open ? new Set() : shuttable(this.timeline, this.look.grouping)
          this.rebuild()
        },
      },
      groupingsOf(timeline),
      this.look.grouping,
      this.look.filter,
    )
    host.classList.add('tl')
    host.dataset.keys = KEYS
    host.replaceChildren(this.toolbar.element, this.frame.scroller, this.table.element, this.card.element)
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
    const quarter = this.frame.room / 4
    const start = Math.max(first, this.timeline.today - quarter / this.scale.perDay)
    this.frame.scroller.scrollLeft = xOf(this.scale, start) - 24
    this.openWanted()
  }

  /** Choose the line that the address names, once it is there. */
  private openWanted(): void {
    const wanted = new URLSearchParams(location.search).get('item')
    const index = wanted ? this.lines.findIndex((line) => line.item?.key === wanted) : -1
    if (index >= 0) this.choose(index)
  }

  /** Show all products in the place of the first; what is seen stays where it is. */
  complete(timeline: Timeline): void {
    const day = dayAt(this.scale, this.frame.scroller.scrollLeft)
    const { first, last } = extent(timeline)
    this.timeline = timeline
    this.scale = { ...this.scale, origin: first - MARGIN_DAYS }
    this.lastDay = last + MARGIN_DAYS * 2
    this.rebuild()
    this.frame.scroller.scrollLeft = xOf(this.scale, day)
    if (!this.selectedId) this.openWanted()
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
    this.frame.stretch(xOf(this.scale, this.lastDay), HEAD + this.lines.length * ROW + 8)
    this.toolbar.show(this.scale.perDay)
  }

  private measure(): void {
    this.frame.measure()
    this.stretch()
  }

  private redraw(): void {
    this.waiting ||= requestAnimationFrame(() => {
      this.waiting = 0
      this.paint()
    })
  }

  private paint(): void {
    const { scrollLeft: left, scrollTop: top } = this.frame.scroller
    const { height } = this.frame.size
    const selected = this.lines.findIndex((line) => line.id === this.selectedId)
    const scene = {
      lines: this.lines,
      links: this.links,
      scale: this.scale,
      today: this.timeline.today,
      colours: this.colours,
      left,
      top,
      width: this.frame.room,
      height,
      hovered: this.hovered,
      selected,
    }
    draw(this.frame.context, scene, devicePixelRatio || 1)
    // After the canvas: setting a canvas's font asks for fresh styles, which new rows would make dear.
    this.names.render(top, height, this.hovered, selected)
  }

  private remember(): void {
    history.replaceState(
      history.state,
      '',
      `${location.pathname}${writeLook(location.search, this.look, this.usual)}${location.hash}`,
    )
  }

  /** Zoom with the day under `anchor` (px from the drawing's left edge) staying where it is. */
  private zoom(perDay: number, anchor = this.frame.room / 2): void {
    const before = this.scale
    const left = this.frame.scroller.scrollLeft
    this.scale = { ...before, perDay: clampZoom(perDay) }
    this.look.perDay = this.scale.perDay
    this.stretch()
    this.frame.scroller.scrollLeft = scrollAfterZoom(before, this.scale, left, anchor)
    this.remember()
    this.redraw()
  }

  private goToDay(day: number): void {
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    const quarter = this.frame.room / 4
    this.frame.scroller.scrollTo({
      left: xOf(this.scale, day) - quarter,
      behavior: calm ? 'instant' : 'smooth',
    })
  }

  /** Make a line the current one, bring it into sight, and its bar too when `reveal`. */
  private moveTo(index: number, reveal = false): void {
    const line = this.lines[index]
    if (!line) return
    this.names.setActive(index)
    this.frame.scroller.scrollTop = scrollToShow(
      index,
      this.frame.scroller.scrollTop,
      this.frame.size.height - HEAD,
    )
    if (reveal) {
      const span = spanOf(this.scale, line)
      const { scrollLeft } = this.frame.scroller
      const room = this.frame.room
      if (span && (span.p85 < scrollLeft + 16 || span.start > scrollLeft + room - 48))
        this.frame.scroller.scrollLeft = span.start - room / 4
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
    this.frame.scroller.addEventListener(
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
    }).observe(this.frame.scroller)
    document.addEventListener('pilothouse:theme', () => {
      this.colours = readColours(this.host)
      this.redraw()
    })
    void document.fonts.ready.then(() => this.redraw())
    this.frame.scroller.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return
        event.preventDefault()
        const anchor = event.clientX - this.frame.canvas.getBoundingClientRect().left
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
    this.frame.viewport.addEventListener('pointerleave', () => this.hover(-1))
    listenToPointer(this.frame.canvas, this.frame.scroller, {
      over: (at, event) => this.over(at, event),
      click: (at) => this.click(at),
    })
    listenToDivider(
      this.frame.divider,
      () => this.frame.size.names,
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
    this.frame.canvas.classList.toggle('on-bar', line !== undefined)
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
    const { scrollLeft } = this.frame.scroller
    const away = span && (span.p85 < scrollLeft || span.start > scrollLeft + this.frame.room)
    if (found && (found.onBar || away)) this.choose(found.index)
  }

  private setNamesWidth(width: number): void {
    this.frame.setNamesWidth(width)
    this.stretch()
    this.paint()
  }

  private key(event: KeyboardEvent): void {
    const { target } = event
    if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof HTMLElement)) return
    if (target.matches('input, select, summary, button') || target.closest('.tl-twin')) return
    const page = Math.max(1, Math.floor((this.frame.size.height - HEAD) / ROW) - 1)
    const act = actOf(event.key, event.shiftKey, this.lines, this.names.activeIndex, page)
    if (!act || (act.do === 'close' && !closeWhy())) return
    event.preventDefault()
    event.stopPropagation()
    this.carryOut(act)
  }

  private carryOut(act: Act): void {
    if (act.do === 'go') this.moveTo(act.to)
    else if (act.do === 'toggle') this.toggle(act.at)
    else if (act.do === 'pan') this.frame.scroller.scrollLeft += act.by
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
    const first = host.dataset.first ? await read(host.dataset.first) : null
    const island = first?.items.length ? new TimelineIsland(host, { ...first, more: true }) : null
    // The lines are painted before the rest is asked for: both would wait for the same server.
    if (island) await new Promise(requestAnimationFrame)
    const timeline = await read(host.dataset.url ?? '/api/v1/timeline')
    if (island) island.complete(timeline)
    else new TimelineIsland(host, timeline)
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
