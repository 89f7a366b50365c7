/**
 * Keys that change a field of the row under the cursor, or of the ticked rows, or of the one thing that the
 * page is about. `data-edit-keys` names them (`s=status=Status`), `data-edits` on a row says where its fields
 * are changed.
 */
import { isTyping } from './dom.ts'
import { openEditor } from './editing.ts'
import { selectedIds } from './selection.ts'
import { isInSequence } from './sequence.ts'

export interface Verb {
  key: string
  field: string
  label: string
  /** What would be changed, in words. */
  name: string
  run: () => void
}

export function startEditKeys(): void {
  // Before the keys of the page, so that what a row can do comes first.
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (isTyping(event.target) || document.querySelector('dialog[open], .edit-panel')) return
      if (isInSequence()) return
      const verb = editVerbs().find((each) => each.key === event.key)
      if (!verb) return
      event.preventDefault()
      event.stopImmediatePropagation()
      verb.run()
    },
    true,
  )
}

/** What can be changed at this moment by a key. */
export function editVerbs(): Verb[] {
  const ids = selectedIds()
  const holder = document.querySelector<HTMLElement>('[data-edits-many]')
  if (holder && ids.length > 1) return verbsOfMany(holder, ids)
  const row = rowUnderCursor()
  const around = row?.closest<HTMLElement>('[data-edit-keys]')
  return row && around ? keysOf(around).map((each) => ({ ...each, ...verbOf(row, each.field) })) : []
}

function verbsOfMany(holder: HTMLElement, ids: string[]): Verb[] {
  const base = holder.dataset.editsMany ?? ''
  const anchor = document.getElementById('bulk') ?? holder
  const name = `${ids.length} selected`
  return keysOf(holder).map((each) => ({
    ...each,
    name,
    run: () => void openEditor(`${base}${each.field}`, anchor, ids),
  }))
}

function verbOf(row: HTMLElement, field: string): { name: string; run: () => void } {
  const name = row.dataset.editedName ?? ''
  const run = (): void => {
    const anchor =
      row.querySelector<HTMLElement>(`.editable[data-field="${CSS.escape(field)}"] > a`) ??
      row.querySelector<HTMLElement>('a[href]') ??
      row
    void openEditor(`${row.dataset.edits ?? ''}${field}`, anchor)
  }
  return { name, run }
}

/**
 * The row with the focus, the row that j and k came to, the one below the pointer, or the one that holds all
 * others: what the page is about.
 */
export function rowUnderCursor(): HTMLElement | null {
  const focused = document.activeElement?.closest<HTMLElement>('[data-edits]')
  if (focused) return focused
  const at =
    document.querySelector<HTMLElement>('[data-at][data-edits]') ??
    [...document.querySelectorAll<HTMLElement>('[data-edits]:hover')].at(-1)
  if (at) return at
  const all = [...document.querySelectorAll<HTMLElement>('[data-edits]')]
  const first = all[0]
  return first && all.every((each) => first.contains(each)) ? first : null
}

/** `s=status=Status;a=people=Assignees` as rows. */
export function parseKeys(text: string): { key: string; field: string; label: string }[] {
  return text.split(';').flatMap((each) => {
    const [key, field, label] = each.split('=')
    return key && field && label ? [{ key, field, label }] : []
  })
}

function keysOf(holder: HTMLElement): { key: string; field: string; label: string }[] {
  return parseKeys(holder.dataset.editKeys ?? '')
}
