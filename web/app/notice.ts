/** What a toast says, read from what the server sent. */

export interface Notice {
  message: string
  level?: 'info' | 'success' | 'warning' | 'error'
  /** Address that takes the act back when posted to. */
  undo?: string
  /** What takes the act back, where it needs no address. */
  onUndo?: () => Promise<void>
}

/** Our server says `{kind, text}`; `{level, message}` is understood too. */
export function noticeOf(detail: unknown): Notice | null {
  const value =
    typeof detail === 'object' && detail !== null && 'value' in detail
      ? (detail as { value: unknown }).value
      : detail
  if (typeof value === 'string') return { message: value }
  if (typeof value !== 'object' || value === null) return null
  const told = value as Record<string, unknown>
  const message = told.message ?? told.text
  if (typeof message !== 'string' || message === '') return null
  const level = told.level ?? told.kind
  const undo = told.undo ?? told.undo_url
  const notice: Notice = { message }
  if (level === 'success' || level === 'warning' || level === 'error') notice.level = level
  // A scheme-relative address would leave our origin.
  if (typeof undo === 'string' && /^\/(?!\/)/.test(undo)) notice.undo = undo
  return notice
}
