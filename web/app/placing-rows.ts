/**
 * Rows of `data-placing` are ordered by their grip, or with Alt and an arrow key; the server keeps the order.
 * A row stays among those of its own parent: it takes its parts along.
 */
import { closest } from './dom.ts'
import { triggered } from './editing-answers.ts'
import { neighbour } from './neighbours.ts'
import { replaceList } from './refresh.ts'
import { ourHeaders } from './requests.ts'
import { toast } from './toasts.ts'

export function startPlacing(): void {
  document.addEventListener('keydown', (event) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    const row =
      closest<HTMLElement>(event, '[data-placing] > tr') ??
      document.querySelector<HTMLElement>('[data-placing] > [data-at]')
    if (!row?.dataset.place) return
    event.preventDefault()
    const rows = rowsOf(row)
    const place = neighbour(rows.map(depthOf), rows.indexOf(row), event.key === 'ArrowUp' ? -1 : 1)
    const other = place === null ? null : rows[place]
    if (other) void put(row, event.key === 'ArrowUp' ? 'before' : 'after', other)
  })
  document.addEventListener('list-replaced', () => void drag())
  void drag()
}

function rowsOf(row: HTMLElement): HTMLElement[] {
  return [...(row.parentElement?.querySelectorAll<HTMLElement>(':scope > tr') ?? [])]
}

function depthOf(row: HTMLElement): number {
  return Number(row.dataset.depth ?? 0)
}

async function drag(): Promise<void> {
  const list = document.querySelector<HTMLElement>('[data-placing]')
  if (!list) return
  const { default: Sortable } = await import('sortablejs')
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  Sortable.create(list, {
    handle: '[data-handle]',
    animation: calm ? 0 : 120,
    onEnd: ({ item, oldIndex, newIndex }) => {
      if (oldIndex === newIndex || oldIndex === undefined || newIndex === undefined) return
      const rows = rowsOf(item)
      const depths = rows.map(depthOf)
      const down = newIndex > oldIndex
      // The nearest row of the same depth on the side that it came from has the same parent, or none has.
      const other = neighbour(depths, newIndex, -1)
      const next = neighbour(depths, newIndex, 1)
      const mark = down ? (other ?? next) : (next ?? other)
      const target = mark === null ? null : rows[mark]
      if (target && mark !== null) void put(item, mark < newIndex ? 'after' : 'before', target)
      else void replaceList()
    },
  })
}

async function put(row: HTMLElement, where: 'before' | 'after', other: HTMLElement): Promise<void> {
  const body = new FormData()
  body.set(where, other.dataset.key ?? '')
  await post(row.dataset.place ?? '', body, row.dataset.key ?? '')
}

/** Post an act on a row, show the list as it is then, and tell it with its way back. */
export async function post(url: string, body: FormData, key: string): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { ...ourHeaders(), 'HX-Request': 'true' },
    credentials: 'same-origin',
  }).catch(() => null)
  const told = triggered(response?.headers.get('HX-Trigger') ?? null)
  await replaceList()
  const row = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)
  row?.querySelector<HTMLElement>('.row-title')?.focus({ preventScroll: true })
  if (response?.ok && told)
    toast({ level: 'success', message: told.text, ...(told.undo ? { undo: told.undo } : {}) })
  else toast({ level: 'error', message: told?.text ?? 'No answer from the server. Try again.' })
}
