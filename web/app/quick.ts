/**
 * A form marked `data-quick-add`: Enter adds what was typed, the list shows it, and the line is free for the
 * next. `c` goes to the line, `n` on a row adds under it, Escape leaves the parent or the line.
 */
import { closest } from './dom.ts'
import { triggered } from './editing-answers.ts'
import { linesOf } from './pasted.ts'
import { replaceList } from './refresh.ts'
import { ourHeaders } from './requests.ts'
import { toast } from './toasts.ts'

export function startQuickAdd(): void {
  document.addEventListener('submit', (event) => {
    const form = closest<HTMLFormElement>(event, 'form[data-quick-add]')
    if (!form) return
    event.preventDefault()
    void add(form)
  })
  document.addEventListener('paste', (event) => {
    const title = closest<HTMLInputElement>(event, '[data-quick-title]')
    const lines = linesOf(event.clipboardData?.getData('text/plain') ?? '')
    if (!title?.form || lines.length < 2) return
    event.preventDefault()
    void addAll(title.form, lines)
  })
  document.addEventListener('keydown', (event) => {
    const title = closest<HTMLInputElement>(event, '[data-quick-title]')
    if (!title || event.key !== 'Escape') return
    event.preventDefault()
    if (parentOf(title)?.value) addUnder('')
    else title.blur()
  })
}

/** Go to the line; with `parent`, what is added becomes a part of it. */
export function addUnder(parent: string): boolean {
  const title = document.querySelector<HTMLInputElement>('[data-quick-title]')
  const field = title && parentOf(title)
  if (!title || !field) return false
  field.value = parent
  const told = title.form?.querySelector<HTMLElement>('[data-quick-under]')
  if (told) {
    told.textContent = parent ? `Under ${parent}` : ''
    told.hidden = !parent
  }
  title.focus()
  title.scrollIntoView({ block: 'nearest' })
  return true
}

function parentOf(title: HTMLInputElement): HTMLInputElement | null {
  return title.form?.querySelector<HTMLInputElement>('input[name="parent"]') ?? null
}

/** Add an item for each line, one after the other, so that they stand in their order. */
async function addAll(form: HTMLFormElement, lines: readonly string[]): Promise<void> {
  const title = form.querySelector<HTMLInputElement>('[data-quick-title]')
  for (const line of lines) {
    if (!title) return
    title.value = line
    await add(form)
    if (title.value) return // this one was refused and says why
  }
}

async function add(form: HTMLFormElement): Promise<void> {
  const title = form.querySelector<HTMLInputElement>('[data-quick-title]')
  if (!title || form.ariaBusy === 'true') return
  form.ariaBusy = 'true'
  const body = new FormData(form)
  const typed = title.value
  title.value = ''
  const response = await fetch(form.action, {
    method: 'POST',
    body,
    headers: { ...ourHeaders(), 'HX-Request': 'true' },
    credentials: 'same-origin',
  }).catch(() => null)
  form.ariaBusy = null
  const told = triggered(response?.headers.get('HX-Trigger') ?? null)
  const read = document.getElementById('quick-read')
  if (response?.ok && told) {
    read?.replaceChildren()
    toast({ level: 'success', message: told.text, ...(told.undo ? { undo: told.undo } : {}) })
    document.dispatchEvent(new CustomEvent('added', { detail: told }))
    await replaceList()
    return
  }
  title.value ||= typed
  if (response && read && !told) {
    const answer = new DOMParser().parseFromString(await response.text(), 'text/html')
    read.replaceChildren(...answer.body.childNodes)
    return
  }
  const message = told?.text ?? 'No answer from the server. Check the connection and try again.'
  toast({ level: 'error', message })
}
