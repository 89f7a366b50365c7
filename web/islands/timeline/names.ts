/** The hierarchy at the left: real rows for the lines in view, a treegrid for keyboard and screen reader. */
import { make } from '../../app/dom.ts'
import { type Day, rangeText } from '../shared/calendar.ts'
import { sentence, tenths } from '../shared/words.ts'
import type { Line } from './lines.ts'
import { isDone } from './model.ts'
import { HEAD, ROW, visibleRange } from './scale.ts'

const OVERSCAN = 4

/**
 * Keeps the rows of a virtual list. The row with the focus stays in the page when it scrolls out of sight.
 */
export class Names {
  readonly element = make('div', {
    class: 'tl-names',
    role: 'treegrid',
    'aria-label': 'Plan',
    'aria-colcount': '3',
  })
  private readonly body = make('div', { class: 'tl-names-body', role: 'rowgroup' })
  private readonly rows = new Map<string, HTMLElement>()
  private lines: readonly Line[] = []
  private active = 0
  private shownWith = { hovered: -1, selected: -1 }

  constructor(private readonly today: () => Day) {
    const head = make('div', { class: 'tl-names-head', role: 'row', 'aria-rowindex': '1' })
    head.append(
      make('span', { role: 'columnheader' }, 'Plan'),
      make('span', { role: 'columnheader', class: 'visually-hidden' }, 'Dates and chance'),
      make('span', { role: 'columnheader', class: 'tl-who' }, 'People'),
    )
    this.element.append(make('div', { role: 'rowgroup', class: 'tl-names-top' }, head), this.body)
  }

  setLines(lines: readonly Line[]): void {
    const id = this.lines[this.active]?.id
    this.lines = lines
    const kept = id === undefined ? -1 : lines.findIndex((line) => line.id === id)
    this.active = kept >= 0 ? kept : Math.max(0, Math.min(this.active, lines.length - 1))
    const hadFocus = this.body.contains(document.activeElement)
    this.body.replaceChildren()
    this.rows.clear()
    this.element.setAttribute('aria-rowcount', String(lines.length + 1))
    if (hadFocus) queueMicrotask(() => this.focusActive())
  }

  get activeIndex(): number {
    return this.active
  }

  setActive(index: number): void {
    const before = this.lines[this.active]
    if (before) this.rows.get(before.id)?.setAttribute('tabindex', '-1')
    this.active = index
  }

  focusActive(): void {
    const line = this.lines[this.active]
    if (!line) return
    const row = this.rows.get(line.id) ?? this.add(this.active, line)
    row.tabIndex = 0
    row.focus({ preventScroll: true })
  }

  /** Put rows where they belong for this scroll position. */
  render(top: number, height: number, hovered: number, selected: number): void {
    const { first, end } = visibleRange(this.lines.length, top, height - HEAD, OVERSCAN)
    const wanted = new Set<string>()
    for (let index = first; index < end; index++) {
      const line = this.lines[index]
      if (!line) continue
      wanted.add(line.id)
      if (!this.rows.has(line.id)) this.add(index, line)
    }
    for (const [id, row] of this.rows) {
      if (wanted.has(id) || row === document.activeElement) continue
      row.remove()
      this.rows.delete(id)
    }
    this.body.style.transform = `translateY(${-top}px)`
    const active = this.lines[this.active]
    const tabStop = active && this.rows.has(active.id) ? active.id : this.lines[first]?.id
    for (const [id, row] of this.rows) row.tabIndex = id === tabStop ? 0 : -1
    this.mark('hovered', 'hover', hovered)
    this.mark('selected', 'on', selected)
  }

  private mark(which: 'hovered' | 'selected', name: string, index: number): void {
    const before = this.lines[this.shownWith[which]]
    const now = this.lines[index]
    if (before && before !== now) {
      const row = this.rows.get(before.id)
      row?.classList.remove(name)
      if (which === 'selected') row?.setAttribute('aria-selected', 'false')
    }
    if (now) {
      const row = this.rows.get(now.id)
      row?.classList.add(name)
      if (which === 'selected') row?.setAttribute('aria-selected', 'true')
    }
    this.shownWith[which] = index
  }

  private add(index: number, line: Line): HTMLElement {
    const row = make('div', {
      class: `tl-row tl-${line.shape}${line.item && isDone(line.item) ? ' done' : ''}`,
      role: 'row',
      'aria-level': String(line.level),
      'aria-posinset': String(line.position),
      'aria-setsize': String(line.siblings),
      'aria-rowindex': String(index + 2),
      'aria-expanded': line.expandable ? String(line.open) : undefined,
      'aria-selected': 'false',
      'data-index': String(index),
      tabindex: '-1',
    })
    row.style.transform = `translateY(${index * ROW}px)`
    const twisty = make('span', { class: 'tl-twisty', 'aria-hidden': 'true' })
    if (line.expandable) twisty.dataset.twisty = ''
    const dot = make('span', { class: `kind-dot kind-${line.item?.kind ?? 'other'}`, 'aria-hidden': 'true' })
    const name = make(
      'span',
      { class: 'tl-name', role: 'gridcell' },
      twisty,
      dot,
      make('span', { class: 'tl-title' }, line.title),
    )
    name.style.paddingLeft = `calc(${line.level - 1} * var(--tl-indent, 16px))`
    const people = line.item?.people ?? []
    const who = make(
      'span',
      { class: 'tl-who', role: 'gridcell' },
      people
        .slice(0, 3)
        .map((person) => person.initials)
        .join(' ') + (people.length > 3 ? ` +${people.length - 3}` : ''),
    )
    row.append(name, make('span', { class: 'visually-hidden', role: 'gridcell' }, this.told(line)), who)
    this.rows.set(line.id, row)
    this.body.append(row)
    return row
  }

  private told(line: Line): string {
    const parts: string[] = []
    if (line.item) parts.push(sentence(line.item.kind))
    if (line.p50 === null) parts.push('not planned')
    else parts.push(rangeText(line.start ?? line.p50, line.p50, this.today()))
    const chance = line.item?.chance ?? null
    if (chance !== null) parts.push(tenths(chance))
    if (line.item?.critical) parts.push('critical')
    return parts.join(', ')
  }
}
