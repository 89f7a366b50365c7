/** What the table asks of the server: rows in parts, and changes. */
import { ask, ourHeaders } from '../../app/requests.ts'
import type { Problem, Sheet, SheetChange, SheetRow, SheetRows, SheetUndone } from '../shared/api.ts'

const FIRST = 200
const PART = 4_000

/** A cell as it is sent: `was` is what stood there; null stores over whatever is there now. */
export interface SentCell {
  column: string
  text: string
  was: string | null
}

export interface SentRow {
  id: number | null
  key: string
  cells: SentCell[]
}

/** All rows, part by part; `told` is given each part, with how many there are in all. */
export async function fetchRows(
  sheet: Sheet,
  told: (rows: SheetRow[], total: number) => void,
  signal: AbortSignal,
): Promise<void> {
  let start: number | null = 0
  while (start !== null) {
    const url: string = withQuery(sheet.rows, { start: String(start), size: String(start ? PART : FIRST) })
    const answer = await ask(url, 'application/json', signal)
    const part = (await answer.json()) as SheetRows
    told(part.rows, part.total)
    start = part.next
  }
}

export function sendCells(
  sheet: Sheet,
  rows: SentRow[],
  more: { preview?: boolean; seal?: string } = {},
): Promise<SheetChange> {
  return send<SheetChange>(sheet.cells, { rows, ...more })
}

export function undo(sheet: Sheet, batch: string): Promise<SheetUndone> {
  return send<SheetUndone>(sheet.undo, { batch })
}

function withQuery(url: string, more: Record<string, string>): string {
  return `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(more)}`
}

/** POST of JSON; raises an error with a sentence for people. */
async function send<Answer>(url: string, body: unknown): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { ...ourHeaders(), 'Content-Type': 'application/json', Accept: 'application/json' },
      credentials: 'same-origin',
      body: JSON.stringify(body),
    })
  } catch {
    throw new Error('No answer from the server. Check the connection and try again.')
  }
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok) return answer as Answer
  const problem = answer as Partial<Problem> | null
  const parts = [problem?.detail, problem?.cure].filter((part) => typeof part === 'string' && part !== '')
  throw new Error(parts.join(' ') || `The server answered ${response.status}. Try again.`)
}
