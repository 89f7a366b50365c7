/** Cells as text: what a spreadsheet puts on the clipboard, and what it takes from there. */
import type { SheetColumn } from '../shared/api.ts'

/** Cells as tab-separated text; those with tabs, line ends or quotes are quoted. */
export function written(rows: readonly (readonly string[])[]): string {
  const quoted = (text: string): string => (/[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return rows.map((row) => row.map(quoted).join('\t')).join('\n')
}

/** Tab-separated text, or comma- or semicolon-separated when it has no tab, as rows of texts. */
export function readCells(text: string): string[][] {
  const whole = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  return split(whole, delimiterOf(whole)).filter((row) => row.some((cell) => cell.trim() !== ''))
}

/** The delimiter that the first line has outside of quotes; commas within one column are no delimiters. */
function delimiterOf(text: string): string {
  if (text.includes('\t')) return '\t'
  const lines = text.split('\n', 20).filter((line) => line.trim())
  for (const delimiter of [';', ',']) {
    const widths = new Set(lines.map((line) => split(line, delimiter)[0]?.length ?? 1))
    if (widths.size === 1 && !widths.has(1) && (lines.length > 1 || text.includes('"'))) return delimiter
  }
  return '\t'
}

function split(text: string, delimiter: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  let begun = false
  const endCell = (): void => {
    row.push(cell)
    cell = ''
    begun = false
  }
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] as string
    if (quoted) {
      if (letter !== '"') cell += letter
      else if (text[at + 1] === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (letter === '"' && !begun) {
      quoted = true
      begun = true
    } else if (letter === delimiter) endCell()
    else if (letter === '\n') {
      endCell()
      rows.push(row)
      row = []
    } else {
      cell += letter
      begun = true
    }
  }
  if (cell !== '' || row.length) {
    endCell()
    rows.push(row)
  }
  return rows
}

/** A cell without the apostrophe that keeps spreadsheets from running it. */
export function plain(cell: string): string {
  const text = cell.trim()
  return /^'[=+\-@]/.test(text) ? text.slice(1) : text
}

function bare(head: string): string {
  return plain(head).toLowerCase().replaceAll('_', ' ').replace(/\s+/g, ' ')
}

/** By place, the column that a head names; null for one that names none. */
export function headsOf(row: readonly string[], columns: readonly SheetColumn[]): (SheetColumn | null)[] {
  const known = new Map<string, SheetColumn>()
  for (const column of columns) for (const word of column.also) known.set(bare(word), column)
  for (const column of columns) {
    known.set(bare(column.name), column)
    known.set(bare(column.label), column)
  }
  const taken = new Set<SheetColumn>()
  return row.map((cell) => {
    const column = known.get(bare(cell)) ?? null
    if (!column || taken.has(column)) return null
    taken.add(column)
    return column
  })
}

/**
 * Whether a row is one of heads: every cell that is not empty is text, and at least half of them (two, where
 * there are two) name a column.
 */
export function isHeads(row: readonly string[], columns: readonly SheetColumn[]): boolean {
  const filled = row.filter((cell) => cell.trim() !== '')
  if (filled.length === 0 || filled.some((cell) => /^[\d.,%-]+$/.test(cell.trim()))) return false
  const named = headsOf(row, columns).filter((column) => column !== null).length
  return named >= Math.min(2, filled.length) && named * 2 >= filled.length
}

export interface Pasted {
  /** The columns that the texts go to, by place; null where they are left out. */
  columns: (SheetColumn | null)[]
  /** The texts without heads. */
  rows: string[][]
  hasHeads: boolean
}

/** Where pasted cells go: by their heads, else onto `shown` from the chosen column on. */
export function placed(
  cells: readonly string[][],
  columns: readonly SheetColumn[],
  shown: readonly SheetColumn[],
  from: number,
): Pasted {
  const [first = [], ...rest] = cells
  if (isHeads(first, columns)) return { columns: headsOf(first, columns), rows: rest, hasHeads: true }
  const width = Math.max(0, ...cells.map((row) => row.length))
  const onto = Array.from({ length: width }, (_, index) => shown[from + index] ?? null)
  return { columns: onto, rows: [...cells], hasHeads: false }
}
