/**
 * Keys that work on every page, and on lists marked `data-list`. The sheet behind `?` is made from the page
 * itself.
 */
import { closest, isTyping, make } from './dom.ts'
import { openMenu } from './menus.ts'
import { openPalette } from './palette.ts'
import { addUnder } from './quick.ts'
import { beginSequence, endSequence, isInSequence } from './sequence.ts'
import { undoNewest } from './toasts.ts'

export function startKeyboard(): void {
  document.addEventListener('click', (event) => {
    if (closest(event, '[data-open="shortcuts"]')) openSheet()
  })
  document.addEventListener('keydown', (event) => {
    if (
      event.key.toLowerCase() === 'k' &&
      (event.ctrlKey || event.metaKey) &&
      !event.shiftKey &&
      !event.altKey
    ) {
      event.preventDefault()
      openPalette()
      return
    }
    if (event.key === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !isTyping(event.target)) {
      if (undoNewest()) event.preventDefault()
      return
    }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (isTyping(event.target) || document.querySelector('dialog[open], .edit-panel')) return
    if (isInSequence()) {
      endSequence()
      if (follow(`[data-go="${CSS.escape(event.key)}"]`)) event.preventDefault()
      return
    }
    if (event.key === 'g') beginSequence()
    else if (act(event.key)) event.preventDefault()
  })
}

function act(key: string): boolean {
  if (key === '?') return openSheet()
  if (key === '/') return focusSearch()
  if (key === 'c') return addUnder('') || follow('[data-create]')
  if (key === 'e')
    return follow('[data-list] [data-at] [data-edit]') || follow('main [data-edit]:not([data-list] *)')
  if (key === 'j') return step(1)
  if (key === 'k') return step(-1)
  if (key === 'p') return openMenu('[data-choice]')
  if (key === 'x') return follow('[data-list] [data-at] input[type="checkbox"]')
  return false
}

function follow(selector: string): boolean {
  const found = document.querySelector<HTMLElement>(selector)
  found?.click()
  return found !== null
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>(
    'main :is([data-search], input[type="search"], input[name="q"])',
  )
  field?.focus()
  field?.select()
  return field !== null
}

/** Move to the next or previous row of all lists: its first link gets the focus, so that Enter opens it. */
function step(by: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-list] [data-key]')].filter(
    (row) => row.offsetParent !== null,
  )
  if (rows.length === 0) return false
  const focused = document.activeElement?.closest<HTMLElement>('[data-key]')
  const from = rows.findIndex((row) => row === focused || (!focused && row.hasAttribute('data-at')))
  const to =
    rows[from < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, from + by))]
  if (!to) return false
  for (const row of rows) {
    row.toggleAttribute('data-at', row === to)
    row.classList.toggle('on', row === to)
  }
  const target =
    to.querySelector<HTMLElement>('.row-title') ?? to.querySelector<HTMLElement>('a[href], button') ?? to
  if (target === to) to.tabIndex = -1
  target.focus({ preventScroll: true })
  to.scrollIntoView({ block: 'nearest' })
  return true
}

function openSheet(): true {
  const keys: [string, string][] = [
    ['Ctrl K', 'Search and act'],
    ['?', 'This list'],
  ]
  for (const link of document.querySelectorAll<HTMLElement>('[data-go]')) {
    keys.push([
      `g ${link.dataset.go ?? ''}`,
      link.querySelector('span')?.textContent?.trim() ?? link.textContent?.trim() ?? '',
    ])
  }
  if (document.querySelector('[data-list]'))
    keys.push(['j', 'Next row'], ['k', 'Previous row'], ['Enter', 'Open the row'])
  if (document.querySelector('[data-row-verbs]')) keys.push(['n', 'Add a part'], ['D', 'Duplicate'])
  if (document.querySelector('[data-list] input[name="ids"]')) keys.push(['x', 'Select the row'])
  if (document.querySelector('[data-placing]')) keys.push(['Alt ↑', 'Move up'], ['Alt ↓', 'Move down'])
  if (document.querySelector('.editable, [data-row-verbs]')) keys.push(['Ctrl Z', 'Undo'])
  if (document.querySelector('[data-edit]')) keys.push(['e', 'Edit'])
  if (document.querySelector('[data-create]')) keys.push(['c', 'Create'])
  if (document.querySelector('main :is([data-search], input[type="search"], input[name="q"])'))
    keys.push(['/', 'Filter'])
  for (const holder of document.querySelectorAll<HTMLElement>('[data-keys]')) {
    for (const pair of (holder.dataset.keys ?? '').split(';')) {
      const [key, label] = pair.split('=')
      if (key && label) keys.push([key.trim(), label.trim()])
    }
  }
  const list = make('dl')
  for (const [key, label] of keys) {
    const parts = key
      .split(' ')
      .flatMap((part, at) => (at ? [' ', make('kbd', {}, part)] : [make('kbd', {}, part)]))
    list.append(make('dt', {}, ...parts), make('dd', {}, label))
  }
  const close = make(
    'form',
    { method: 'dialog' },
    make(
      'div',
      { class: 'row-end' },
      make('button', { class: 'btn', type: 'submit', autofocus: true }, 'Close'),
    ),
  )
  const dialog = make(
    'dialog',
    { class: 'dialog sheet', 'aria-labelledby': 'sheet-title' },
    make('h2', { id: 'sheet-title' }, 'Shortcuts'),
    list,
    close,
  )
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  dialog.scrollTop = 0 // from its first line, though the button below has the focus
  return true
}
