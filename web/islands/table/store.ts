/** The lines of a table, and what was done to them: cells that are sent, refused, taken back. */
import type { RowChange, Sheet, SheetChange, SheetColumn } from '../shared/api.ts'
import type { Pasted } from './clip.ts'
import { type Cell, type Line, lineOf, textOf } from './model.ts'
import { fetchRows, type SentRow, sendCells, undo } from './server.ts'
import { States, stateOf } from './states.ts'

export interface Typed {
  line: Line
  column: SheetColumn
  text: string
  /** Store over whatever is there now. */
  over?: boolean
}

export class Store {
  lines: Line[] = []
  total = 0
  readonly states = new States()
  private readonly byId = new Map<number, Line>()
  private readonly done: string[] = []

  constructor(readonly sheet: Sheet) {}

  async load(told: () => void, signal: AbortSignal): Promise<void> {
    await fetchRows(
      this.sheet,
      (rows, total) => {
        this.total = total
        for (const row of rows) this.put(row)
        told()
      },
      signal,
    )
  }

  private put(row: { id: number; version: number; cells: Cell[] }): Line {
    const known = this.byId.get(row.id)
    if (known) {
      const fresh = lineOf(row, this.sheet.columns, known.at)
      known.version = fresh.version
      known.cells = fresh.cells
      return known
    }
    const line = lineOf(row, this.sheet.columns, this.lines.length)
    this.byId.set(line.id, line)
    this.lines.push(line)
    return line
  }

  line(id: number): Line | undefined {
    return this.byId.get(id)
  }

  /** What a cell shows: what was typed while that is on its way or refused, else what is stored. */
  text(line: Line, column: SheetColumn): string {
    return this.states.get(line.id, column.name)?.text ?? textOf(line.cells[column.name], column.kind)
  }

  /** Store typed cells; those that are refused keep what was typed. Returns the lines to draw anew. */
  async type(cells: readonly Typed[]): Promise<Line[]> {
    const rows = new Map<Line, SentRow>()
    for (const { line, column, text, over } of cells) {
      const row = rows.get(line) ?? { id: line.id, key: '', cells: [] }
      const was = over ? null : textOf(line.cells[column.name], column.kind)
      row.cells.push({ column: column.name, text, was })
      rows.set(line, row)
      this.states.set(line.id, column.name, { kind: 'busy', text })
    }
    try {
      const change = await sendCells(this.sheet, [...rows.values()])
      for (const { line, column } of cells) this.states.drop(line.id, column.name)
      this.take(change)
    } catch (error) {
      const { message } = error as Error
      for (const { line, column, text } of cells)
        this.states.set(line.id, column.name, { kind: 'refused', text, message })
    }
    return [...rows.keys()]
  }

  /** Take over what an act did. */
  take(change: SheetChange): void {
    if (change.batch) this.done.push(change.batch)
    for (const row of change.rows) this.takeRow(row)
  }

  private takeRow(row: RowChange): void {
    if (row.row) this.put(row.row)
    if (row.id === null) return
    for (const cell of row.cells) {
      const state = stateOf(cell)
      if (state) this.states.set(row.id, cell.column, state)
    }
    if (row.refused) {
      const line = this.byId.get(row.id)
      for (const cell of line ? row.cells : [])
        this.states.set(row.id, cell.column, { kind: 'refused', text: cell.new, message: row.refused })
    }
  }

  preview(rows: SentRow[]): Promise<SheetChange> {
    return sendCells(this.sheet, rows, { preview: true })
  }

  apply(rows: SentRow[], seal: string): Promise<SheetChange> {
    return sendCells(this.sheet, rows, { seal })
  }

  /** Take the last act back; null when there is none, else what could not be taken back. */
  async undo(): Promise<string[] | null> {
    const batch = this.done.pop()
    if (!batch) return null
    const answer = await undo(this.sheet, batch)
    for (const row of answer.rows) this.put(row)
    if (answer.gone.length) {
      const gone = new Set(answer.gone)
      for (const id of gone) this.byId.delete(id)
      this.lines = this.lines.filter((line) => !gone.has(line.id))
    }
    return answer.kept
  }
}

/** Pasted texts as they are sent: by key where they have heads, else onto `lines` from the first on. */
export function sentRows(pasted: Pasted, lines: readonly Line[], key: string): SentRow[] {
  return pasted.rows.map((texts, index) => {
    const cells = pasted.columns.flatMap((column, place) =>
      column && column.name !== key && texts[place] !== undefined
        ? [{ column: column.name, text: texts[place].trim(), was: null }]
        : [],
    )
    const place = pasted.columns.findIndex((column) => column?.name === key)
    const own = place < 0 ? '' : (texts[place] ?? '').trim()
    return { id: pasted.hasHeads || own ? null : (lines[index]?.id ?? null), key: own, cells }
  })
}
