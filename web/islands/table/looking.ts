/** How the table looks: which rows in which order, columns, filters, groups; and what the address keeps. */
import { make } from '../../app/dom.ts'
import { toast } from '../../app/toasts.ts'
import type { Sheet, SheetColumn } from '../shared/api.ts'
import { filterField, groupNode, writeCell } from './cells.ts'
import { at, type Cursor, clamped } from './cursor.ts'
import { filtered } from './filter.ts'
import { type Look, readLook, type Shown, writeLook } from './look.ts'
import { grouped, ordered, type Row } from './model.ts'
import { Store } from './store.ts'
import { Toolbar } from './toolbar.ts'
import { headOf, View } from './view.ts'

const PAUSE_MS = 150

export abstract class Looking {
  protected readonly columns: ReadonlyMap<string, SheetColumn>
  protected readonly store: Store
  protected readonly toolbar: Toolbar
  protected readonly grid = make('div', { class: 'tb-grid' })
  protected readonly view: View
  protected readonly shut = new Set<string>()
  protected look: Look
  protected rows: Row[] = []
  protected cursor: Cursor | null = null
  private loading = true
  private typing = 0

  constructor(
    protected readonly host: HTMLElement,
    protected readonly sheet: Sheet,
  ) {
    this.columns = new Map(sheet.columns.map((column) => [column.name, column]))
    this.store = new Store(sheet)
    this.look = readLook(location.search, sheet.columns)
    this.toolbar = new Toolbar(sheet.columns, sheet.may_edit, {
      group: (name) => this.relook({ group: name }),
      columns: (shown) => void this.setColumns(shown),
      clear: () => this.clearFilters(),
      paste: () => this.openPaste(''),
    })
    host.classList.add('tb')
    host.closest('.frame')?.classList.add('tb-page')
    host.replaceChildren(this.toolbar.element, make('div', { class: 'tb-frame' }, this.grid))
    this.view = new View(this.grid, this.columns, this.look.columns, `Table of ${sheet.noun}s`, {
      head: (column) => this.head(column),
      cell: (line, column, element) => writeCell(this.store, sheet, line, column, element),
      group: (row) => groupNode(row, this.columns.get(this.look.group)),
      sorted: (name) => this.sorted(name),
      resized: (name, width) => this.resized(name, width),
      moved: (names) => this.reordered(names),
      scrolled: () => this.paint(),
    })
    this.toolbar.show(this.look)
  }

  protected abstract paint(): void
  protected abstract openPaste(text: string): void

  protected async load(): Promise<void> {
    this.host.setAttribute('aria-busy', 'true')
    try {
      await this.store.load(() => void this.rebuild(), new AbortController().signal)
    } catch (error) {
      toast({ level: 'error', message: (error as Error).message })
    }
    this.loading = false
    this.host.removeAttribute('aria-busy')
    await this.rebuild()
  }

  /** What is shown, anew: filtered, in order, in groups; the cursor stays on its row. */
  protected async rebuild(): Promise<void> {
    const standing = this.cursor ? this.rows[this.cursor.to.row]?.id : undefined
    const { look } = this
    const group = this.columns.get(look.group)
    const sort = { column: this.columns.get(look.sort.replace(/^-/, '')), down: look.sort.startsWith('-') }
    const lines = ordered(filtered(this.store.lines, look.where, this.sheet.columns), sort, group)
    this.rows = group ? grouped(lines, group, this.shut) : lines
    this.tell(lines.length)
    await this.view.setRows(this.rows)
    this.view.holder.setAttribute('aria-colcount', String(look.columns.length))
    const index = standing === undefined ? -1 : this.rows.findIndex((row) => row.id === standing)
    if (this.cursor && index >= 0) this.cursor = at(index, this.cursor.to.column)
    this.cursor = this.cursor && clamped(this.cursor, this.size)
    this.paint()
  }

  protected tell(shown: number): void {
    const { total, lines } = this.store
    const count = (many: number): string => many.toLocaleString('en')
    const parts = [shown === lines.length ? '' : `${count(shown)} of`, count(lines.length)]
    if (this.loading && lines.length < total) parts.push(`loaded, of ${count(total)}`)
    parts.push(lines.length === 1 ? this.sheet.noun : `${this.sheet.noun}s`)
    this.toolbar.tell(parts.filter(Boolean).join(' '))
  }

  protected get size(): { rows: number; columns: number; page: number } {
    return { rows: this.rows.length, columns: this.look.columns.length, page: this.view.page }
  }

  // Look

  protected relook(change: Partial<Look>): void {
    this.look = { ...this.look, ...change }
    history.replaceState(
      history.state,
      '',
      `${location.pathname}${writeLook(location.search, this.look, this.sheet.columns)}`,
    )
    this.toolbar.show(this.look)
    void this.rebuild()
  }

  protected async setColumns(shown: Shown[]): Promise<void> {
    await this.view.setColumns(shown)
    this.relook({ columns: shown })
  }

  protected resized(name: string, width: number): void {
    const columns = this.look.columns.map((each) =>
      each.name === name ? { name, width: Math.round(width) } : each,
    )
    this.relook({ columns })
  }

  protected reordered(names: string[]): void {
    const widths = new Map(this.look.columns.map((each) => [each.name, each]))
    this.relook({ columns: names.flatMap((name) => widths.get(name) ?? []) })
  }

  protected clearFilters(): void {
    this.look.where = {}
    void this.setColumns(this.look.columns)
    this.view.focus()
  }

  protected sorted(name: string): 'ascending' | 'descending' | 'none' {
    if (this.look.sort.replace(/^-/, '') !== name) return 'none'
    return this.look.sort.startsWith('-') ? 'descending' : 'ascending'
  }

  protected head(column: SheetColumn): HTMLElement {
    const field = filterField(column, this.look.where[column.name] ?? '', (typed) =>
      this.filter(column, typed),
    )
    return headOf(column, this.sorted(column.name), field)
  }

  protected filter(column: SheetColumn, typed: string): void {
    window.clearTimeout(this.typing)
    this.typing = window.setTimeout(() => {
      const where = { ...this.look.where }
      if (typed.trim()) where[column.name] = typed.trim()
      else delete where[column.name]
      this.relook({ where })
    }, PAUSE_MS)
  }

  /** Upwards, downwards, as the plan has it. */
  protected sortBy(name: string): void {
    const now = this.sorted(name)
    const sort = now === 'none' ? name : now === 'ascending' ? `-${name}` : ''
    this.look.sort = sort
    void this.setColumns(this.look.columns).then(() =>
      this.grid.querySelector<HTMLElement>(`[data-sort="${CSS.escape(name)}"]`)?.focus(),
    )
  }

  protected toggle(group: string): void {
    if (!this.shut.delete(group)) this.shut.add(group)
    void this.rebuild()
  }
}
