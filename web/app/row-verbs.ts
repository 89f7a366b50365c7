/**
 * Keys on rows of `data-row-verbs`: `n` adds a part, `D` copies the row; a click on its arrow folds its parts
 * away.
 */
import { closest, isTyping } from './dom.ts'
import { rowUnderCursor } from './edit-keys.ts'
import { post } from './placing-rows.ts'
import { addUnder } from './quick.ts'
import { replaceList } from './refresh.ts'
import { isInSequence } from './sequence.ts'

export function startRowVerbs(): void {
  document.addEventListener('click', (event) => {
    const link = closest<HTMLAnchorElement>(event, 'a[data-fold]')
    if (!link || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    void replaceList(link.href)
  })
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (isTyping(event.target) || document.querySelector('dialog[open], .edit-panel')) return
    if (isInSequence()) return
    if (event.key !== 'n' && event.key !== 'D') return
    const row = rowUnderCursor()
    if (!row?.closest('[data-row-verbs]')) return
    event.preventDefault()
    actOn(row, event.key)
  })
}

function actOn(row: HTMLElement, key: 'n' | 'D'): void {
  const own = row.dataset.key ?? ''
  if (key === 'n') addUnder(own)
  else void post(row.dataset.duplicate ?? '', new FormData(), own)
}

/** What the palette offers for the row under the cursor. */
export function rowVerbs(): { key: string; label: string; name: string; run: () => void }[] {
  const row = rowUnderCursor()
  if (!row?.dataset.duplicate || !row.closest('[data-row-verbs]')) return []
  const name = row.dataset.key ?? ''
  return [
    { key: 'n', label: 'Add a part', name, run: () => actOn(row, 'n') },
    { key: 'D', label: 'Duplicate', name, run: () => actOn(row, 'D') },
  ]
}
