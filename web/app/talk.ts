/**
 * Comments: `@` offers members while typing in a text marked `data-mentions`, Ctrl Enter sends, and a button
 * `data-quote` makes the next comment answer another.
 */
import type { Hit, Hits } from '../islands/shared/api.ts'
import { closest, make } from './dom.ts'
import { type Mentioning, mentionAt, withMention } from './mentions.ts'
import { ask } from './requests.ts'

const PAUSE_MS = 120
const MOST = 8

let timer = 0
let asking: AbortController | null = null

export function startTalk(): void {
  document.addEventListener('input', (event) => {
    const field = closest<HTMLTextAreaElement>(event, 'textarea[data-mentions]')
    if (field) look(field)
  })
  // Before the keys of the page, and before a dialog around the text would close.
  document.addEventListener('keydown', onKey, true)
  document.addEventListener('focusout', (event) => {
    const field = closest<HTMLTextAreaElement>(event, 'textarea[data-mentions]')
    if (field) window.setTimeout(() => close(field), PAUSE_MS)
  })
  document.addEventListener('click', (event) => {
    const quote = closest(event, '[data-quote]')
    if (quote) answer(quote)
    const undo = closest(event, '[data-unquote]')
    if (undo) setQuote(undo.closest('form'), '', '')
  })
}

function onKey(event: KeyboardEvent): void {
  const field = closest<HTMLTextAreaElement>(event, 'textarea[data-mentions]')
  if (!field) return
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault()
    field.form?.requestSubmit()
    return
  }
  const list = listOf(field)
  if (!list) return
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp')
    mark(field, list, event.key === 'ArrowDown' ? 1 : -1)
  else if (event.key === 'Enter' || event.key === 'Tab')
    list.querySelector<HTMLElement>('[aria-selected="true"]')?.click()
  else if (event.key === 'Escape') close(field)
  else return
  event.preventDefault()
  event.stopPropagation()
}

function look(field: HTMLTextAreaElement): void {
  window.clearTimeout(timer)
  asking?.abort()
  const found = mentionAt(field.value, field.selectionStart)
  if (!found?.typed) {
    close(field)
    return
  }
  timer = window.setTimeout(() => void offer(field, found), PAUSE_MS)
}

async function offer(field: HTMLTextAreaElement, found: Mentioning): Promise<void> {
  asking = new AbortController()
  const query = new URLSearchParams({ q: found.typed, each: String(MOST), kind: 'accounts.member' })
  try {
    const response = await ask(`/api/v1/search?${query}`, 'application/json', asking.signal)
    const { results } = (await response.json()) as Hits
    show(field, found, results)
  } catch {
    close(field) // without suggestions a name can still be typed
  }
}

function show(field: HTMLTextAreaElement, found: Mentioning, hits: Hit[]): void {
  close(field)
  if (hits.length === 0) return
  const list = make('ul', {
    class: 'menu-list mention-list',
    role: 'listbox',
    id: `${field.id}-members`,
    'aria-label': 'Members',
  })
  hits.forEach((hit, index) => {
    const name = make('span', {}, hit.title)
    const row = make(
      'li',
      { role: 'option', class: 'menu-item', id: `${list.id}-${index}`, 'aria-selected': 'false' },
      name,
      make('span', { class: 'text-muted' }, hit.key || hit.subtitle),
    )
    row.addEventListener('mousedown', (event) => event.preventDefault())
    row.addEventListener('click', () => choose(field, found, hit))
    list.append(row)
  })
  field.after(list)
  field.setAttribute('aria-controls', list.id)
  mark(field, list, 1)
}

function choose(field: HTMLTextAreaElement, found: Mentioning, hit: Hit): void {
  const [text, caret] = withMention(field.value, found, hit.key || hit.title)
  field.value = text
  close(field)
  field.focus()
  field.setSelectionRange(caret, caret)
}

function listOf(field: HTMLElement): HTMLElement | null {
  return document.getElementById(`${field.id}-members`)
}

function mark(field: HTMLElement, list: HTMLElement, by: 1 | -1): void {
  const rows = [...list.querySelectorAll<HTMLElement>('[role="option"]')]
  const from = rows.findIndex((row) => row.getAttribute('aria-selected') === 'true')
  const to = rows[(from + by + rows.length) % rows.length]
  for (const row of rows) row.setAttribute('aria-selected', String(row === to))
  if (to) field.setAttribute('aria-activedescendant', to.id)
}

function close(field: HTMLElement): void {
  listOf(field)?.remove()
  field.removeAttribute('aria-activedescendant')
  field.removeAttribute('aria-controls')
}

function answer(button: HTMLElement): void {
  const form = document.querySelector<HTMLFormElement>('form[data-talk]')
  setQuote(form, button.dataset.quote ?? '', button.dataset.author ?? '')
  form?.querySelector('textarea')?.focus()
}

function setQuote(form: HTMLFormElement | null, id: string, author: string): void {
  const field = form?.querySelector<HTMLInputElement>('[name="quoted_id"]')
  const told = form?.querySelector<HTMLElement>('[data-quoted]')
  if (!field || !told) return
  field.value = id
  told.hidden = !id
  const name = told.querySelector('strong')
  if (name) name.textContent = author
}
