/** Ties the parts of the table together: cursor, editing, clipboard. */
import { make, meta } from '../../app/dom.ts'
import { toast } from '../../app/toasts.ts'
import type { Sheet, SheetChange, SheetColumn } from '../shared/api.ts'
import { type placed, plain, readCells, written } from './clip.ts'
import { at, bounds, type Cursor, clamped, isOne, stepped } from './cursor.ts'
import { Editor, type Step } from './editor.ts'
import { Looking } from './looking.ts'
import { isHead, type Line } from './model.ts'
import { Note } from './note.ts'
import { Preview } from './preview.ts'
import { sentRows, type Typed } from './store.ts'

const KEYS = [
  'Arrows=Move, with Shift choose',
  'Enter F2=Edit',
  'Escape=Leave as it was',
  'Delete=Empty',
  'Ctrl C=Copy',
  'Ctrl V=Paste',
  'Ctrl Z=Undo',
].join('; ')

export class TableIsland extends Looking {
  private readonly note: Note
  private editor: Editor | null = null

  constructor(host: HTMLElement, sheet: Sheet) {
    super(host, sheet)
    this.note = new Note({
      edit: () => this.edit(),
      mine: () => this.keepMine(),
      theirs: () => this.takeTheirs(),
    })
    host.dataset.keys = KEYS
    this.grid.after(this.note.element)
    this.listen()
    void this.load()
  }

  // Cursor

  private listen(): void {
    this.grid.addEventListener('keydown', (event) => this.key(event))
    this.grid.addEventListener('mousedown', (event) => this.press(event))
    this.grid.addEventListener('mousemove', (event) => this.drag(event))
    this.grid.addEventListener('click', (event) => this.click(event))
    this.grid.addEventListener('dblclick', (event) => {
      if (this.view.spotOf(event)) this.edit()
    })
    this.grid.addEventListener('focusin', () => {
      if (!this.cursor && this.view.hasFocus) this.go(clamped(at(0, 0), this.size))
    })
    document.addEventListener('copy', (event) => this.copy(event))
    document.addEventListener('paste', (event) => this.paste(event))
    for (const link of document.querySelectorAll<HTMLElement>('[data-sheet-set]'))
      link.addEventListener('click', (event) => {
        event.preventDefault()
        const query = new URLSearchParams(location.search)
        const [name = '', value = ''] = (link.dataset.sheetSet ?? '').split('=')
        query.set(name, value)
        location.search = query.toString()
      })
    for (const link of document.querySelectorAll<HTMLElement>('[data-sheet-export]'))
      link.addEventListener('click', (event) => {
        event.preventDefault()
        this.export(link.dataset.sheetExport ?? 'csv')
      })
  }

  private go(cursor: Cursor | null): void {
    this.cursor = cursor
    if (cursor) this.view.reveal(cursor.to.row, this.look.columns[cursor.to.column]?.name ?? '')
    this.paint()
  }

  protected override paint(): void {
    this.view.paint(this.cursor, this.look.columns)
    const place = this.place
    const state = place ? this.store.states.get(place.line.id, place.column.name) : undefined
    const cell = state && this.cursor ? this.cellAt(this.cursor.to.row, this.cursor.to.column) : null
    this.note.show(this.editor ? undefined : state, cell, this.host)
  }

  private cellAt(row: number, column: number): HTMLElement | null {
    return this.view.cell(row, this.look.columns[column]?.name ?? '')
  }

  /** The line and column that the cursor ends on. */
  private get place(): { line: Line; column: SheetColumn } | null {
    const row = this.cursor ? this.rows[this.cursor.to.row] : undefined
    const column = this.columns.get(this.look.columns[this.cursor?.to.column ?? -1]?.name ?? '')
    return row && column && !isHead(row) ? { line: row, column } : null
  }

  private press(event: MouseEvent): void {
    const spot = this.view.spotOf(event)
    if (!spot || event.button !== 0) return
    const row = this.rows[spot.row]
    if (isHead(row) || (event.target as Element).closest('a')) return
    event.preventDefault()
    const before = this.cursor
    const cursor = at(spot.row, Math.max(0, spot.column))
    this.view.focus()
    const same = before && isOne(before) && before.to.row === spot.row && before.to.column === spot.column
    this.go(event.shiftKey && before ? { from: before.from, to: cursor.to } : cursor)
    if (same && event.detail === 1 && this.place?.column.choices.length) this.edit()
  }

  private drag(event: MouseEvent): void {
    if (!(event.buttons & 1) || !this.cursor || this.editor) return
    const spot = this.view.spotOf(event)
    if (!spot || spot.column < 0) return
    this.cursor = { from: this.cursor.from, to: spot }
    this.paint()
  }

  private click(event: MouseEvent): void {
    const target = event.target as Element
    const sort = target.closest<HTMLElement>('[data-sort]')
    if (sort) this.sortBy(sort.dataset.sort ?? '')
    const spot = this.view.spotOf(event)
    const row = spot ? this.rows[spot.row] : undefined
    if (isHead(row)) this.toggle(row.group)
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this.view.holder || event.altKey) return
    const control = event.ctrlKey || event.metaKey
    if (control && event.key.toLowerCase() === 'z' && !event.shiftKey) {
      event.preventDefault()
      void this.undo()
      return
    }
    if (!this.cursor) return
    if (event.key === 'Tab') {
      if (this.tab(event.shiftKey)) event.preventDefault()
      return
    }
    const next = stepped(this.cursor, event.key, { shift: event.shiftKey, control }, this.size)
    if (next) this.go(next)
    else if (!control && !this.act(event.key)) return
    else if (control) return
    event.preventDefault()
  }

  /** Along the row; at its end the key leaves the table, so that nobody is held in it. */
  private tab(back: boolean): boolean {
    const cursor = this.cursor as Cursor
    const column = cursor.to.column + (back ? -1 : 1)
    if (column < 0 || column >= this.look.columns.length) return false
    this.go(at(cursor.to.row, column))
    return true
  }

  private act(key: string): boolean {
    const cursor = this.cursor as Cursor
    const row = this.rows[cursor.to.row]
    if (isHead(row)) {
      if (key !== 'Enter' && key !== ' ') return false
      this.toggle(row.group)
      return true
    }
    if (key === 'Enter' || key === 'F2') return this.edit()
    if (key === 'Escape') {
      if (this.place && this.store.states.get(this.place.line.id, this.place.column.name)) this.takeTheirs()
      else this.go(at(cursor.to.row, cursor.to.column))
      return true
    }
    if (key === 'Delete' || key === 'Backspace') return this.fill('')
    if (key === ' ' && this.place?.column.kind === 'tick') return this.edit()
    return key.length === 1 && this.edit(key)
  }

  // Editing

  /** Open the cell under the cursor, with `typed` in it instead of what is there. */
  private edit(typed?: string): boolean {
    const { place } = this
    if (!place?.column.editable || !this.sheet.may_edit || this.editor) return false
    const { line, column } = place
    const text = this.store.text(line, column)
    if (column.kind === 'tick') {
      void this.send([{ line, column, text: text === 'yes' ? 'no' : 'yes' }])
      return true
    }
    const { row, column: index } = (this.cursor as Cursor).to
    this.cursor = at(row, index)
    const cell = this.cellAt(row, index)
    if (!cell) return false
    this.editor = new Editor(cell, column, typed ?? text, typed !== undefined, {
      done: (now, step) => this.edited(line, column, now, text, step),
      cancel: () => this.leave('stay'),
    })
    this.paint()
    return true
  }

  private edited(line: Line, column: SheetColumn, now: string, before: string, step: Step): void {
    const state = this.store.states.get(line.id, column.name)
    this.leave(step)
    if (now.trim() !== before.trim() || state)
      void this.send([{ line, column, text: now.trim(), over: state?.kind === 'stale' }])
  }

  private leave(step: Step): void {
    this.editor = null
    const inside = document.activeElement === document.body || this.grid.contains(document.activeElement)
    if (inside || step !== 'stay') this.view.focus()
    const keys = { down: 'ArrowDown', up: 'ArrowUp', right: 'ArrowRight', left: 'ArrowLeft', stay: '' }
    const next = this.cursor && stepped(this.cursor, keys[step], { shift: false, control: false }, this.size)
    this.go(next ?? this.cursor)
  }

  /** The cells under the cursor that can be edited. */
  private get chosen(): { line: Line; column: SheetColumn }[] {
    if (!this.cursor) return []
    const { top, bottom, left, right } = bounds(this.cursor)
    const columns = this.look.columns
      .slice(left, right + 1)
      .flatMap(({ name }) => this.columns.get(name) ?? [])
    return this.rows
      .slice(top, bottom + 1)
      .flatMap((row) =>
        isHead(row) ? [] : columns.filter((each) => each.editable).map((column) => ({ line: row, column })),
      )
  }

  /** The same text into every chosen cell. */
  private fill(text: string): boolean {
    if (!this.sheet.may_edit) return false
    const cells = this.chosen.filter(({ line, column }) => this.store.text(line, column) !== text)
    if (cells.length) void this.send(cells.map((cell) => ({ ...cell, text })))
    return true
  }

  private async send(cells: Typed[]): Promise<void> {
    const lines = [...new Set(cells.map(({ line }) => line))]
    const sending = this.store.type(cells)
    for (const line of lines) this.view.refresh(line)
    this.paint()
    await sending
    for (const line of lines) this.view.refresh(line)
    this.paint()
    if (cells.length > 1) toast({ message: `${cells.length} cells changed. Ctrl Z takes it back.` })
  }

  private keepMine(): void {
    const { place } = this
    if (!place) return
    const text = this.store.text(place.line, place.column)
    this.view.focus()
    void this.send([{ ...place, text, over: true }])
  }

  private takeTheirs(): void {
    const { place } = this
    if (!place) return
    this.store.states.drop(place.line.id, place.column.name)
    this.view.refresh(place.line)
    this.view.focus()
    this.paint()
  }

  private async undo(): Promise<void> {
    try {
      const kept = await this.store.undo()
      if (kept === null) toast({ message: 'There is nothing to undo on this page.' })
      else toast({ message: kept.length ? `Undone, but for ${kept.join(', ')}.` : 'Undone.' })
      await this.rebuild()
    } catch (error) {
      toast({ level: 'error', message: (error as Error).message })
    }
  }

  // Clipboard and files

  private get holdsFocus(): boolean {
    return this.view.hasFocus && !this.editor
  }

  private copy(event: ClipboardEvent): void {
    if (!this.holdsFocus || !this.cursor || !event.clipboardData) return
    const { top, bottom, left, right } = bounds(this.cursor)
    const columns = this.look.columns
      .slice(left, right + 1)
      .flatMap(({ name }) => this.columns.get(name) ?? [])
    const lines = this.rows.slice(top, bottom + 1).filter((row): row is Line => !isHead(row))
    const texts = lines.map((line) => columns.map((column) => this.store.text(line, column)))
    event.clipboardData.setData('text/plain', written(texts))
    event.preventDefault()
  }

  private paste(event: ClipboardEvent): void {
    if (!this.holdsFocus || !this.sheet.may_edit) return
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (!text.trim()) return
    event.preventDefault()
    const cells = readCells(text)
    const only = cells.length === 1 && cells[0]?.length === 1 ? cells[0][0] : undefined
    if (only !== undefined && this.place) this.fill(plain(only))
    else this.openPaste(text)
  }

  protected override openPaste(text: string): void {
    const top = this.cursor ? bounds(this.cursor).top : this.rows.length
    const onto = this.rows.slice(top).filter((row): row is Line => !isHead(row))
    const shown = this.look.columns.flatMap(({ name }) => this.columns.get(name) ?? [])
    const from = this.cursor ? bounds(this.cursor).left : 0
    const sent = (pasted: ReturnType<typeof placed>) => sentRows(pasted, onto, this.sheet.key)
    new Preview(this.sheet.columns, shown, from, this.sheet.noun, {
      preview: (pasted) => this.store.preview(sent(pasted)),
      apply: (pasted, seal) => this.store.apply(sent(pasted), seal),
      applied: (change) => this.pasted(change),
    }).open(text)
  }

  private pasted(change: SheetChange): void {
    this.store.take(change)
    this.view.focus()
    void this.rebuild()
    toast({ level: 'success', message: 'Pasted. Ctrl Z takes it back.' })
  }

  /** What is shown, as a file: these rows, these columns. */
  private export(format: string): void {
    const lines = this.rows.filter((row): row is Line => !isHead(row))
    const values = {
      csrfmiddlewaretoken: meta('csrf-token'),
      format,
      columns: this.look.columns.map(({ name }) => name).join(','),
      ids: lines.map(({ id }) => id).join(','),
    }
    const fields = Object.entries(values).map(([name, value]) =>
      make('input', { type: 'hidden', name, value }),
    )
    const form = make('form', { method: 'post', action: this.sheet.export, hidden: true }, ...fields)
    document.body.append(form)
    form.submit()
    form.remove()
  }
}
