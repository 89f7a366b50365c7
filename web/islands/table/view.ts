/** The drawn table: Tabulator keeps the heads, the widths and the order of columns, and nothing else. */
import {
  type ColumnComponent,
  type ColumnDefinition,
  FormatModule,
  MoveColumnsModule,
  Renderer,
  type RenderMode,
  ResizeColumnsModule,
  Tabulator,
} from 'tabulator-tables'

import { make } from '../../app/dom.ts'
import type { SheetColumn } from '../shared/api.ts'
import { bounds, type Cursor } from './cursor.ts'
import type { Shown } from './look.ts'
import type { Row } from './model.ts'
import { ROW, type RowActs, Rows } from './rows.ts'

Tabulator.registerModule([FormatModule, MoveColumnsModule, ResizeColumnsModule])

/** What the library asks to draw rows: nothing, as they are ours. */
class NoRows extends Renderer {
  verticalFillMode = 'fill'
}

export interface ViewActs extends RowActs {
  /** What a head holds: its name, how it is sorted, its filter. */
  head(column: SheetColumn): HTMLElement
  /** How a column is sorted: ascending, descending or none. */
  sorted(name: string): string
  resized(name: string, width: number): void
  moved(names: string[]): void
  scrolled(): void
}

export class View {
  private readonly table: Tabulator
  private readonly ready: Promise<void>
  private readonly drawn: Rows
  private shown: readonly Shown[]
  private count = 0
  private painted: HTMLElement[] = []
  private held: HTMLElement | null = null

  constructor(
    private readonly host: HTMLElement,
    private readonly columns: ReadonlyMap<string, SheetColumn>,
    shown: readonly Shown[],
    private readonly label: string,
    private readonly acts: ViewActs,
  ) {
    this.shown = shown
    this.drawn = new Rows(acts)
    this.table = new Tabulator(host, {
      height: '100%',
      data: [],
      columns: this.definitions(shown),
      layout: 'fitData',
      renderVertical: NoRows as unknown as RenderMode,
      nestedFieldSeparator: false,
      movableColumns: true,
      columnDefaults: { resizable: 'header', minWidth: 40 },
    })
    this.ready = new Promise((resolve) => this.table.on('tableBuilt', () => resolve()))
    this.table.on('columnWidth', (column) => this.size(column))
    this.table.on('columnResized', (column) => acts.resized(column.getField(), column.getWidth()))
    this.table.on('columnMoved', (_, columns) => this.move(columns))
    void this.ready.then(() => {
      this.name()
      this.holder.append(this.drawn.element)
      this.holder.addEventListener('scroll', () => this.scrolled(), { passive: true })
      new ResizeObserver(() => this.scrolled(true)).observe(this.holder)
      this.show(shown)
    })
  }

  /** The scrolled part is the grid that has the focus and owns the heads; the library has it otherwise. */
  private name(): void {
    const header = this.host.querySelector<HTMLElement>('.tabulator-header')
    counter += 1
    for (const name of ['role', 'aria-owns', 'tabindex']) this.host.removeAttribute(name)
    this.holder.tabIndex = 0
    this.holder.setAttribute('role', 'grid')
    this.holder.setAttribute('aria-label', this.label)
    if (!header) return
    header.id = `tb-heads-${counter}`
    this.holder.setAttribute('aria-owns', header.id)
  }

  focus(): void {
    this.holder.focus({ preventScroll: true })
  }

  get hasFocus(): boolean {
    return document.activeElement === this.holder
  }

  get holder(): HTMLElement {
    this.held ??= this.host.querySelector<HTMLElement>('.tabulator-tableholder')
    return this.held ?? this.host
  }

  /** Rows of one screen. */
  get page(): number {
    const { first, last } = this.drawn.onScreen
    return Math.max(1, last - first - 2)
  }

  async setRows(rows: readonly Row[]): Promise<void> {
    await this.ready
    this.count = rows.length
    this.unpaint()
    this.holder.setAttribute('aria-rowcount', String(rows.length + 1))
    this.drawn.setRows(rows)
    this.scrolled(true)
  }

  async setColumns(shown: readonly Shown[]): Promise<void> {
    await this.ready
    this.table.setColumns(this.definitions(shown))
    this.show(shown)
  }

  private show(shown: readonly Shown[]): void {
    this.shown = shown
    this.unpaint()
    this.drawn.setColumns(this.drawnColumns())
    for (const { name } of shown) {
      const column = this.table.getColumn(name) as ColumnComponent | false
      if (column) column.getElement().setAttribute('aria-sort', this.acts.sorted(name))
    }
  }

  private drawnColumns(): { column: SheetColumn; width: number }[] {
    return this.shown.flatMap(({ name, width }) => {
      const column = this.columns.get(name)
      return column ? [{ column, width }] : []
    })
  }

  private size(component: ColumnComponent): void {
    const [field, width] = [component.getField(), component.getWidth()]
    const known = this.shown.find(({ name }) => name === field)
    if (!known || known.width === width) return
    this.shown = this.shown.map((each) => (each === known ? { name: field, width } : each))
    this.drawn.sizeColumns(this.drawnColumns())
  }

  private move(columns: readonly ColumnComponent[]): void {
    const names = columns.map((column) => column.getField())
    this.show(names.flatMap((name) => this.shown.find((each) => each.name === name) ?? []))
    this.acts.moved(names)
  }

  private scrolled(measured = false): void {
    const height = measured ? this.holder.clientHeight : undefined
    this.drawn.scrollTo(this.holder.scrollTop, height)
    this.acts.scrolled()
  }

  private definitions(shown: readonly Shown[]): ColumnDefinition[] {
    return shown.flatMap(({ name, width }) => {
      const column = this.columns.get(name)
      if (!column) return []
      const titleFormatter = (): HTMLElement => this.acts.head(column)
      return [{ title: column.label, field: column.name, width, titleFormatter }]
    })
  }

  /** Draw one row anew. */
  refresh(row: Row): void {
    this.drawn.refresh(row.id)
  }

  private unpaint(): void {
    for (const element of this.painted) element.classList.remove('tb-on', 'tb-at')
    this.painted = []
  }

  /** Mark the chosen cells among those on the screen; the last one is what a screen reader is told. */
  paint(cursor: Cursor | null, shown: readonly Shown[]): void {
    if (!cursor && !this.painted.length) return
    this.unpaint()
    this.holder.removeAttribute('aria-activedescendant')
    if (!cursor) return
    const { top, bottom, left, right } = bounds(cursor)
    const { first, last } = this.drawn.onScreen
    for (let row = Math.max(top, first - 2); row <= Math.min(bottom, last + 2); row += 1) {
      for (let column = left; column <= right; column += 1) {
        const element = this.cell(row, shown[column]?.name ?? '')
        if (!element) continue
        this.painted.push(element)
        element.classList.add('tb-on')
        if (row !== cursor.to.row || column !== cursor.to.column) continue
        element.classList.add('tb-at')
        counter += 1
        element.id ||= `tb-cell-${counter}`
        this.holder.setAttribute('aria-activedescendant', element.id)
      }
    }
  }

  /** The element of a cell that is drawn, or of the head of a group; null when it is off the screen. */
  cell(index: number, name: string): HTMLElement | null {
    return index < this.count ? this.drawn.cell(index, name) : null
  }

  /** Bring a cell onto the screen. */
  reveal(index: number, name: string): void {
    const { holder } = this
    const top = index * ROW
    const { scrollTop, clientHeight } = holder
    if (top < scrollTop) holder.scrollTop = top
    else if (top + ROW > scrollTop + clientHeight) holder.scrollTop = top + ROW - clientHeight
    const place = this.shown.findIndex((each) => each.name === name)
    const left = this.shown.slice(0, place).reduce((sum, each) => sum + each.width, 0)
    const right = left + (this.shown[place]?.width ?? 0)
    if (place >= 0 && left < holder.scrollLeft) holder.scrollLeft = left
    else if (right > holder.scrollLeft + holder.clientWidth) holder.scrollLeft = right - holder.clientWidth
    this.drawn.scrollTo(holder.scrollTop)
  }

  /** Which cell an event happened in; column is -1 on the head of a group. */
  spotOf(event: Event): { row: number; column: number } | null {
    return event.target instanceof Element ? this.drawn.spot(event.target) : null
  }
}

let counter = 0

/** The head of a column: a button that sorts, and a field that filters. */
export function headOf(column: SheetColumn, sorted: string, filter: HTMLElement): HTMLElement {
  const arrow = make(
    'span',
    { class: 'tb-arrow', 'aria-hidden': 'true' },
    sorted === 'descending' ? '↓' : '↑',
  )
  const button = make(
    'button',
    { type: 'button', class: 'tb-sort', 'data-sort': column.name, title: `Sort by ${column.label}` },
    column.label,
  )
  if (sorted !== 'none') button.append(arrow)
  return make('div', { class: 'tb-head' }, button, filter)
}
