/** The chosen cells: a corner where the choice began, and the one it reaches to. */

export interface Spot {
  row: number
  column: number
}

export interface Cursor {
  from: Spot
  to: Spot
}

export interface Size {
  rows: number
  columns: number
  /** Rows of one screen. */
  page: number
}

export function at(row: number, column: number): Cursor {
  return { from: { row, column }, to: { row, column } }
}

/** The rectangle of a cursor, its ends included. */
export function bounds(cursor: Cursor): { top: number; bottom: number; left: number; right: number } {
  const { from, to } = cursor
  return {
    top: Math.min(from.row, to.row),
    bottom: Math.max(from.row, to.row),
    left: Math.min(from.column, to.column),
    right: Math.max(from.column, to.column),
  }
}

export function isWithin(cursor: Cursor, row: number, column: number): boolean {
  const { top, bottom, left, right } = bounds(cursor)
  return row >= top && row <= bottom && column >= left && column <= right
}

export function isOne(cursor: Cursor): boolean {
  return cursor.from.row === cursor.to.row && cursor.from.column === cursor.to.column
}

/** Within a table of that size; null when it has no cells. */
export function clamped(cursor: Cursor, size: Size): Cursor | null {
  if (!size.rows || !size.columns) return null
  const inside = (spot: Spot): Spot => ({
    row: Math.max(0, Math.min(size.rows - 1, spot.row)),
    column: Math.max(0, Math.min(size.columns - 1, spot.column)),
  })
  return { from: inside(cursor.from), to: inside(cursor.to) }
}

/** Where a key leads; null for keys that move nothing. With shift the corner stays and the choice grows. */
export function stepped(
  cursor: Cursor,
  key: string,
  held: { shift: boolean; control: boolean },
  size: Size,
): Cursor | null {
  const spot = target(cursor.to, key, held.control, size)
  if (!spot) return null
  return clamped({ from: held.shift ? cursor.from : spot, to: spot }, size)
}

function target({ row, column }: Spot, key: string, far: boolean, size: Size): Spot | null {
  const end = { row: size.rows - 1, column: size.columns - 1 }
  if (key === 'ArrowDown') return { row: far ? end.row : row + 1, column }
  if (key === 'ArrowUp') return { row: far ? 0 : row - 1, column }
  if (key === 'ArrowRight') return { row, column: far ? end.column : column + 1 }
  if (key === 'ArrowLeft') return { row, column: far ? 0 : column - 1 }
  if (key === 'PageDown') return { row: row + size.page, column }
  if (key === 'PageUp') return { row: row - size.page, column }
  if (key === 'Home') return { row: far ? 0 : row, column: 0 }
  if (key === 'End') return { row: far ? end.row : row, column: end.column }
  return null
}
