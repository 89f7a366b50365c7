/**
 * The rows on the screen. A row is drawn by the element at its place modulo their number, so that scrolling
 * only writes texts into elements that are there: none is made, moved within the page or measured.
 */
import { make } from '../../app/dom.ts'
import type { SheetColumn } from '../shared/api.ts'
import { isHead, type Line, type Row } from './model.ts'

export const ROW = 30
const BEYOND = 6 // rows drawn above and below the screen

/** The places from `first` to before `end` of `count` rows that are drawn for a screen of `height`. */
export function drawnRange(scrolled: number, height: number, count: number): { first: number; end: number } {
  const first = Math.max(0, Math.min(Math.floor(scrolled / ROW) - BEYOND, count))
  return { first, end: Math.min(count, Math.ceil((scrolled + height) / ROW) + BEYOND) }
}

export interface DrawnColumn {
  column: SheetColumn
  width: number
}

export interface RowActs {
  /** Write what a line has in a column into its cell. */
  cell(line: Line, column: SheetColumn, element: HTMLElement): void
  group(row: Row): Node
}

interface Drawn {
  element: HTMLElement
  cells: HTMLElement[]
  /** The place of the row that it shows; -1 for none. */
  index: number
  isHead: boolean
}

export class Rows {
  readonly element = make('div', { class: 'tabulator-table tb-rows', role: 'rowgroup' })
  private readonly byElement = new Map<Element, Drawn>()
  private pool: Drawn[] = []
  private rows: readonly Row[] = []
  private columns: readonly DrawnColumn[] = []
  private scrolled = 0
  private height = 0

  constructor(private readonly acts: RowActs) {}

  setRows(rows: readonly Row[]): void {
    this.rows = rows
    this.element.style.height = `${rows.length * ROW}px`
    this.draw(true)
  }

  setColumns(columns: readonly DrawnColumn[]): void {
    this.columns = columns
    this.pool = []
    this.byElement.clear()
    this.element.replaceChildren()
    this.sizeColumns(columns)
    this.draw(true)
  }

  /** The same columns with other widths. */
  sizeColumns(columns: readonly DrawnColumn[]): void {
    this.columns = columns
    const whole = columns.reduce((sum, { width }) => sum + width, 0)
    this.element.style.width = `${whole}px`
    for (const { cells } of this.pool)
      for (const [place, cell] of cells.entries()) cell.style.width = `${columns[place]?.width ?? 0}px`
  }

  scrollTo(scrolled: number, height = this.height): void {
    this.scrolled = scrolled
    this.height = height
    this.draw(false)
  }

  /** First and last place on the screen. */
  get onScreen(): { first: number; last: number } {
    return {
      first: Math.floor(this.scrolled / ROW),
      last: Math.ceil((this.scrolled + this.height) / ROW),
    }
  }

  refresh(id: number): void {
    const drawn = this.pool.find(({ index }) => this.rows[index]?.id === id)
    if (drawn) this.bind(drawn, drawn.index)
  }

  /** The element of a cell that is drawn, or of the head of a group. */
  cell(index: number, name: string): HTMLElement | null {
    const drawn = this.pool[index % this.pool.length]
    if (!drawn || drawn.index !== index) return null
    if (drawn.isHead) return drawn.element
    return drawn.cells[this.columns.findIndex(({ column }) => column.name === name)] ?? null
  }

  /** The place that an element, or what it is in, shows; column is -1 on the head of a group. */
  spot(target: Element): { row: number; column: number } | null {
    const drawn = this.byElement.get(target.closest('.tabulator-row') ?? target)
    if (!drawn || drawn.index < 0) return null
    const name = target.closest('[tabulator-field]')?.getAttribute('tabulator-field')
    return { row: drawn.index, column: this.columns.findIndex(({ column }) => column.name === name) }
  }

  private draw(anew: boolean): void {
    const { first, end } = drawnRange(this.scrolled, this.height, this.rows.length)
    while (this.pool.length < end - first) this.pool.push(this.made())
    const size = this.pool.length
    if (anew)
      for (const drawn of this.pool)
        if (drawn.index < first || drawn.index >= end) {
          drawn.index = -1
          drawn.element.remove()
        }
    for (let index = first; index < end; index += 1) {
      const drawn = this.pool[index % size]
      if (drawn && (anew || drawn.index !== index)) this.bind(drawn, index)
    }
  }

  private made(): Drawn {
    const cells = this.columns.map(({ column, width }) => cellOf(column, width))
    const element = make('div', { class: 'tabulator-row', role: 'row' }, ...cells)
    const drawn = { element, cells, index: -1, isHead: false }
    this.byElement.set(element, drawn)
    return drawn
  }

  private bind(drawn: Drawn, index: number): void {
    const row = this.rows[index]
    if (!row) return
    const { element, cells } = drawn
    if (drawn.index !== index) {
      // A field that is open there is stored before the row becomes another one.
      if (element.contains(document.activeElement)) (document.activeElement as HTMLElement).blur()
      drawn.index = index
      element.style.transform = `translateY(${index * ROW}px)`
      element.setAttribute('aria-rowindex', String(index + 2))
    }
    if (isHead(row)) {
      element.replaceChildren(this.acts.group(row))
    } else {
      if (drawn.isHead) element.replaceChildren(...cells)
      for (const [place, cell] of cells.entries()) {
        const column = this.columns[place]
        if (column) this.acts.cell(row, column.column, cell)
      }
    }
    if (drawn.isHead !== isHead(row)) element.classList.toggle('tb-group', isHead(row))
    drawn.isHead = isHead(row)
    if (!element.parentNode) this.element.append(element)
  }
}

function cellOf(column: SheetColumn, width: number): HTMLElement {
  const numeric = column.kind === 'number' || column.kind === 'share' || column.kind === 'date'
  const classes = ['tabulator-cell', numeric && 'tb-num', !column.editable && 'tb-fixed']
  const cell = make('div', {
    class: classes.filter(Boolean).join(' '),
    role: 'gridcell',
    'tabulator-field': column.name,
  })
  cell.style.width = `${width}px`
  return cell
}
