/** Ctrl/Cmd-K: finds anything in the workspace, and every action of this page. */
import type { Hit as Found, Hits } from '../islands/shared/api.ts'
import { carried } from './addresses.ts'
import { closest, make, meta, readJson } from './dom.ts'
import { editVerbs } from './edit-keys.ts'
import { matches } from './matches.ts'
import { ask } from './requests.ts'
import { rowVerbs } from './row-verbs.ts'

interface Hit {
  kind: string
  title: string
  subtitle: string
  run: () => void
  shortcut?: string
}

const PAUSE_MS = 120
const MOST = 40

let dialog: HTMLDialogElement | null = null

export function startPalette(): void {
  document.addEventListener('click', (event) => {
    if (closest(event, '[data-open="palette"]')) openPalette()
  })
}

export function openPalette(): void {
  if (dialog?.open) return
  dialog ??= build()
  dialog.showModal()
  const input = dialog.querySelector('input')
  input?.select()
  input?.dispatchEvent(new Event('input'))
}

/**
 * Actions known without the server: duties, buttons of the page marked `data-palette`, and what the server
 * listed.
 */
function actions(): Hit[] {
  const hits: Hit[] = []
  for (const element of document.querySelectorAll<HTMLElement>(
    '[data-palette], .page-head .actions :is(a, button)',
  )) {
    const title = element.dataset.palette || element.textContent?.trim() || ''
    if (title) hits.push({ kind: 'On this page', title, subtitle: '', run: () => element.click() })
  }
  for (const verb of editVerbs())
    hits.push({
      kind: verb.name,
      title: `Change ${verb.label.toLowerCase()}`,
      subtitle: '',
      run: verb.run,
      shortcut: verb.key,
    })
  for (const verb of rowVerbs())
    hits.push({ kind: verb.name, title: verb.label, subtitle: '', run: verb.run, shortcut: verb.key })
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-duty]')) {
    const title = link.querySelector('span')?.textContent?.trim() ?? ''
    const hit: Hit = { kind: 'Go to', title, subtitle: '', run: () => link.click() }
    if (link.dataset.go) hit.shortcut = `g ${link.dataset.go}`
    hits.push(hit)
  }
  const listed = readJson<Listed[]>('palette-actions') || []
  return [...hits, ...listed.map(hitOf)]
}

type Listed = Pick<Found, 'kind' | 'title' | 'subtitle' | 'url'>

function hitOf({ kind, title, subtitle, url }: Listed): Hit {
  return { kind, title, subtitle, run: () => location.assign(carried(url, meta('product'))) }
}

function build(): HTMLDialogElement {
  const input = make('input', {
    type: 'text',
    role: 'combobox',
    placeholder: 'Find an item, a person or an action',
    'aria-label': 'Search',
    'aria-expanded': 'true',
    'aria-controls': 'palette-list',
    'aria-autocomplete': 'list',
    autocomplete: 'off',
    spellcheck: 'false',
  })
  const list = make('ul', { id: 'palette-list', role: 'listbox', 'aria-label': 'Results' })
  const told = make('div', { class: 'visually-hidden', role: 'status' })
  const box = make('dialog', { class: 'palette', 'aria-label': 'Search and act' }, input, list, told)
  let hits: Hit[] = []
  let at = 0
  let timer = 0
  let asking: AbortController | null = null

  const show = (next: Hit[], words = ''): void => {
    hits = next.slice(0, MOST)
    at = 0
    list.replaceChildren()
    let kind = ''
    hits.forEach((hit, index) => {
      if (hit.kind !== kind) list.append(make('li', { class: 'group', role: 'presentation' }, hit.kind))
      kind = hit.kind
      const parts: Node[] = [make('span', {}, hit.title), make('span', { class: 'sub' }, hit.subtitle)]
      if (hit.shortcut) parts.push(make('kbd', {}, hit.shortcut))
      const row = make('li', { role: 'option', id: `palette-${index}` }, ...parts)
      row.addEventListener('click', () => run(index))
      row.addEventListener('pointermove', () => mark(index))
      list.append(row)
    })
    if (hits.length === 0)
      list.append(
        make('li', { class: 'none', role: 'presentation' }, words || 'Nothing found. Try fewer letters.'),
      )
    told.textContent = words || `${hits.length} results`
    mark(0)
  }
  const mark = (index: number): void => {
    at = index
    for (const [each, row] of list.querySelectorAll('[role="option"]').entries()) {
      row.setAttribute('aria-selected', String(each === index))
    }
    const row = document.getElementById(`palette-${index}`)
    if (hits.length && row) {
      input.setAttribute('aria-activedescendant', row.id)
      row.scrollIntoView({ block: 'nearest' })
    } else input.removeAttribute('aria-activedescendant')
  }
  const run = (index: number): void => {
    const hit = hits[index]
    box.close()
    hit?.run()
  }
  const search = async (typed: string): Promise<void> => {
    const own = actions().filter((hit) => matches(`${hit.kind} ${hit.title}`, typed))
    asking?.abort()
    asking = new AbortController()
    const { signal } = asking
    try {
      const response = await ask(`/api/v1/search?q=${encodeURIComponent(typed)}`, 'application/json', signal)
      const { results } = (await response.json()) as Hits
      show([...grouped(results.map(hitOf)), ...own])
    } catch (error) {
      if (!signal.aborted) show(own, own.length ? '' : String((error as Error).message))
    }
  }

  input.addEventListener('input', () => {
    const typed = input.value.trim()
    window.clearTimeout(timer)
    asking?.abort()
    show(
      actions().filter((hit) => matches(`${hit.kind} ${hit.title}`, typed)),
      typed ? 'Searching' : '',
    )
    if (typed) timer = window.setTimeout(() => void search(typed), PAUSE_MS)
  })
  input.addEventListener('keydown', (event) => {
    const last = hits.length - 1
    if (event.key === 'ArrowDown') mark(at >= last ? 0 : at + 1)
    else if (event.key === 'ArrowUp') mark(at <= 0 ? last : at - 1)
    else if (event.key === 'Enter') run(at)
    else return
    event.preventDefault()
  })
  box.addEventListener('click', (event) => {
    if (event.target === box) box.close()
  })
  document.body.append(box)
  return box
}

/** Same kinds side by side, in order of first appearance. */
function grouped(found: Hit[]): Hit[] {
  return [...Map.groupBy(found, (hit) => hit.kind).values()].flat()
}
