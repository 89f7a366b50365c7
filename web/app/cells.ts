/** Arrow keys in a table marked `data-cells`: from the value of one cell to that of the next. */
import { isTyping } from './dom.ts'

const VALUE = '.editable > a'
const STEPS: Record<string, readonly [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/**
 * The next place in a direction at which `has` says that there is something; null where there is none. `rows`
 * and `columns` bound the table.
 */
export function nextCell(
  at: readonly [number, number],
  step: readonly [number, number],
  size: readonly [number, number],
  has: (row: number, column: number) => boolean,
): [number, number] | null {
  let [row, column] = at
  for (;;) {
    row += step[0]
    column += step[1]
    if (row < 0 || column < 0 || row >= size[0] || column >= size[1]) return null
    if (has(row, column)) return [row, column]
  }
}

export function startCells(): void {
  document.addEventListener('keydown', (event) => {
    const step = STEPS[event.key]
    if (!step || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
      return
    if (isTyping(event.target) || document.querySelector('dialog[open], .edit-panel')) return
    const cell = document.activeElement?.closest<HTMLTableCellElement>('[data-cells] tbody td')
    if (!cell || !document.activeElement?.matches(VALUE)) return
    const rows = [...(cell.closest('tbody')?.rows ?? [])]
    const row = cell.parentElement as HTMLTableRowElement
    const valueAt = (at: number, column: number): HTMLElement | null =>
      rows[at]?.cells[column]?.querySelector<HTMLElement>(VALUE) ?? null
    const found = nextCell(
      [rows.indexOf(row), cell.cellIndex],
      step,
      [rows.length, row.cells.length],
      (at, column) => valueAt(at, column) !== null,
    )
    if (!found) return
    event.preventDefault()
    valueAt(...found)?.focus()
  })
}
