/**
 * A value marked `data-editable` is changed where it stands: a click, Enter on it or its key opens the little
 * form that its address answers; the server stores, and sends every value of that row anew. The server is
 * always asked: nothing is shown as changed before it is.
 */
import { keepKeys, keptKeys, replay, startAhead } from './ahead.ts'
import { closest, make } from './dom.ts'
import { triggered } from './editing-answers.ts'
import { nextInList, Typed } from './listing.ts'
import { enhance } from './picker.ts'
import { place } from './placing.ts'
import { ourHeaders } from './requests.ts'
import { selectedIds } from './selection.ts'
import { toast } from './toasts.ts'

interface Open {
  panel: HTMLElement
  /** What the panel stands beside, and what has the focus again when it closes. */
  anchor: HTMLElement
  url: string
  ids: string[]
  /** What the form held when it was opened. */
  was: FormData | null
  many: boolean
}

let open: Open | null = null
/** Counts what was asked for: only the last answer is shown. */
let asked = 0

export function startEditing(): void {
  startAhead()
  document.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    const link = closest(event, '.editable > a, [data-edit-many]')
    if (link) {
      event.preventDefault()
      event.stopPropagation()
      void openEditor(addressOf(link), link, idsOf(link))
      return
    }
    if (closest(event, '[data-edit-cancel]') && open?.panel.contains(event.target as Node)) {
      event.preventDefault()
      close()
    } else if (open && !open.panel.contains(event.target as Node)) void leave()
  })
  document.addEventListener('keydown', (event) => {
    const link = closest<HTMLAnchorElement>(event, '.editable > a')
    if (link && event.key === ' ') {
      event.preventDefault()
      link.click()
    }
  })
  document.addEventListener('submit', (event) => {
    const form = closest<HTMLFormElement>(event, '.edit-panel [data-edit-form]')
    if (!form) return
    event.preventDefault()
    void send(form, event.submitter)
  })
}

function addressOf(link: HTMLElement): string {
  return link.dataset.editMany ?? link.getAttribute('href') ?? ''
}

/** The rows that a bulk edit is about; none for the field of one row. */
function idsOf(link: HTMLElement): string[] {
  return link.matches('[data-edit-many]') ? selectedIds() : []
}

/** Open the little form at `url` beside `anchor`. */
export async function openEditor(url: string, anchor: HTMLElement, ids: string[] = []): Promise<void> {
  close(false)
  asked += 1
  const mine = asked
  keepKeys()
  const response = await fetch(url, { headers: headers(), credentials: 'same-origin' }).catch(() => null)
  if (mine !== asked) return
  if (!response?.ok) {
    keptKeys()
    fail(response)
    return
  }
  const panel = make('div', { class: 'edit-panel' })
  anchor.closest('dialog[open]')?.append(panel)
  if (!panel.isConnected) document.body.append(panel)
  open = { panel, anchor, url, ids, was: null, many: false }
  show(await response.text())
  const form = panel.querySelector<HTMLFormElement>('form')
  open.was = form ? new FormData(form) : null
  open.many = form?.dataset.kind === 'many'
  panel.addEventListener('keydown', keyInPanel)
  replay(keptKeys())
}

/** Put the form of an answer into the panel, and the focus into it. */
function show(html: string): boolean {
  if (!open) return false
  const answer = new DOMParser().parseFromString(html, 'text/html')
  replace(answer)
  const form = answer.querySelector('form')
  if (!form) return false
  open.panel.replaceChildren(document.adoptNode(form))
  enhance(open.panel)
  place(open.panel, open.anchor)
  focusIn(open.panel)
  return true
}

/** What has the focus at first: the first of these that a panel has. Chips of a picker are buttons, too. */
const FIRST = [
  '.edit-list [aria-selected="true"]',
  '.edit-list button, .edit-both ~ * button',
  'input:not([type="hidden"]), textarea',
  'button',
]

function focusIn(panel: HTMLElement): void {
  const found = FIRST.map((selector) => panel.querySelector<HTMLElement>(selector))
  const target = found.find((each) => each !== null)
  target?.focus()
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) target.select()
}

/** Values of a row anew, wherever this page shows them. */
function replace(answer: Document): void {
  const fresh = answer.querySelector<HTMLTemplateElement>('template[data-edited]')
  for (const span of fresh?.content.querySelectorAll<HTMLElement>('[data-editable]') ?? []) {
    const name = CSS.escape(span.dataset.editable ?? '')
    for (const old of document.querySelectorAll(`[data-editable="${name}"]`)) {
      const next = span.cloneNode(true) as HTMLElement
      const kept = old.contains(document.activeElement)
      const isAnchor = open && old.contains(open.anchor)
      old.replaceWith(next)
      const link = next.querySelector('a')
      if (isAnchor && open && link) open.anchor = link
      if (kept) link?.focus()
    }
  }
}

async function send(form: HTMLFormElement, submitter: HTMLElement | null, next?: 1 | -1): Promise<void> {
  if (!open || form.dataset.sending) return
  form.dataset.sending = 'true'
  const body = new FormData(form, submitter)
  for (const id of open.ids) body.append('ids', id)
  const here = open
  const response = await post(here.url, body)
  delete form.dataset.sending
  if (!response || !isForm(response)) {
    fail(response)
    return
  }
  const html = await response.text()
  if (open !== here) return
  if (!show(html)) {
    const target = next ? beside(here.anchor, next) : null
    close(!target)
    target?.focus()
  }
  if (response.ok) tell(response, here)
}

/** Say what was done, with Undo, and let the page know. */
function tell(response: Response, done: Open): void {
  const told = triggered(response.headers.get('HX-Trigger'))
  if (!told) return
  if (done.ids.length) {
    document.dispatchEvent(new CustomEvent('edited-many', { detail: told }))
    return
  }
  const { undo } = told
  const back = undo ? { undo } : { onUndo: () => takeBack(done, told.version) }
  toast({ level: 'success', message: told.text, ...back })
  document.dispatchEvent(new CustomEvent('edited', { detail: { url: done.url } }))
}

async function takeBack(done: Open, version: number | undefined): Promise<void> {
  if (!done.was) return
  const body = done.was
  const was = String(body.get('was') ?? '')
  for (const name of ['was', 'value']) body.delete(name)
  for (const value of done.many ? was.split('\n') : [was]) body.append('value', value)
  body.set('version', String(version ?? ''))
  const response = await post(done.url, body)
  if (response?.ok) {
    replace(new DOMParser().parseFromString(await response.text(), 'text/html'))
    document.dispatchEvent(new CustomEvent('edited', { detail: { url: done.url } }))
    toast({ level: 'info', message: 'Undone.' })
  } else toast({ level: 'error', message: 'That could not be undone: it was changed again since.' })
}

async function post(url: string, body: FormData): Promise<Response | null> {
  return fetch(url, { method: 'POST', body, headers: headers(), credentials: 'same-origin' }).catch(
    () => null,
  )
}

function headers(): Record<string, string> {
  return { ...ourHeaders(), 'HX-Request': 'true' }
}

function isForm(response: Response): boolean {
  return response.ok || (response.headers.get('Content-Type') ?? '').startsWith('text/html')
}

function fail(response: Response | null): void {
  const told = triggered(response?.headers.get('HX-Trigger') ?? null)
  const message = told?.text ?? 'No answer from the server. Check the connection and try again.'
  toast({ level: 'error', message })
}

/** A click elsewhere keeps what was typed; an unchanged form only closes. */
async function leave(): Promise<void> {
  const form = open?.panel.querySelector('form')
  if (form && open?.was && isChanged(form, open.was)) await send(form, null)
  else close(false)
}

function isChanged(form: HTMLFormElement, was: FormData): boolean {
  if (form.querySelector('.edit-both, .edit-list')) return false
  return new FormData(form).getAll('value').join('\n') !== was.getAll('value').join('\n')
}

function close(back = true): void {
  if (!open) return
  const { panel, anchor } = open
  open = null
  panel.remove()
  if (back && anchor.isConnected) anchor.focus({ preventScroll: true })
}

function keyInPanel(event: KeyboardEvent): void {
  const form = open?.panel.querySelector('form')
  if (!form || event.defaultPrevented) return
  if (event.key === 'Escape') close()
  else if (event.key === 'Tab' && leavesBy(event, form)) {
    const by = event.shiftKey ? -1 : 1
    if (open?.was && isChanged(form, open.was)) void send(form, null, by)
    else {
      const target = open ? beside(open.anchor, by) : null
      close(!target)
      target?.focus()
    }
  } else if (event.key === 'Enter' && event.target instanceof HTMLTextAreaElement) {
    if (!event.ctrlKey && !event.metaKey) return
    form.requestSubmit()
  } else if (!stepInList(event)) return
  event.preventDefault()
  event.stopPropagation()
}

/** Tab from the value itself goes on to the next value; within a larger form it goes through the form. */
function leavesBy(event: KeyboardEvent, form: HTMLFormElement): boolean {
  if (form.querySelector('.edit-both, textarea')) return false
  return event.target instanceof HTMLElement && !event.target.matches('.actions *')
}

const typed = new Typed()

/** The arrows, Home and End go through a list of choices, letters to the next that begins with them. */
function stepInList(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  const rows = [...(open?.panel.querySelectorAll<HTMLElement>('.edit-list [role="option"]') ?? [])]
  const at = rows.indexOf(document.activeElement as HTMLElement)
  if (rows.length === 0) return false
  const before = typed.before(event.timeStamp)
  const to = nextInList(
    rows.map((row) => row.textContent?.trim() ?? ''),
    at,
    event.key,
    before,
  )
  // A letter that leads nowhere is no key of the page either.
  const isLetter = event.key.length === 1 && (event.key !== ' ' || before !== '')
  if (isLetter) typed.add(event.key, event.timeStamp)
  rows[to]?.focus()
  return to >= 0 || isLetter
}

/** The next or previous value that can be changed, in the order of the page. */
function beside(anchor: HTMLElement, by: 1 | -1): HTMLElement | null {
  const all = [...document.querySelectorAll<HTMLElement>('.editable > a')].filter(
    (each) => each.offsetParent !== null,
  )
  const at = all.indexOf(anchor)
  return at < 0 ? null : (all[at + by] ?? null)
}
